/*
 * use.js: what the page's script does for a reader, by mouse and by keys,
 * and that nothing is missing without it.
 */
"use strict";

const { report, expect, open } = require("./harness.js");

async function column(page, table, index) {
  return page.$$eval(`#${table} tbody tr`, (rows, i) => rows
    .filter((row) => !row.hidden).map((row) => row.cells[i].textContent),
  index);
}

async function sortedBy(page, table) {
  return page.$$eval(`#${table} thead th[aria-sort]`, (heads) => heads
    .map((head) => head.cellIndex + " " + head.getAttribute("aria-sort"))
    .join());
}

/* The second column holds counts, the eighth and ninth an interval that one
 * outcome lacks. */
async function checkSorting(page, press, how) {
  const table = "outcomes-table";
  const button = (n) => page.locator(`#${table} th:nth-child(${n}) button`);
  await press(button(2));
  const counts = (await column(page, table, 1)).map(Number);
  const sorted = [...counts].sort((a, b) => a - b);
  expect(counts.length > 3 && counts.join() === sorted.join(),
    `${how}: sorted by n: ${counts}`);
  expect(await sortedBy(page, table) === "1 ascending", `${how}: says so`);
  await press(button(2));
  const turned = (await column(page, table, 1)).map(Number);
  expect(turned.join() === sorted.reverse().join(), `${how}: back: ${turned}`);
  expect(await sortedBy(page, table) === "1 descending", `${how}: says that`);
  for (const [n, last] of [[8, "too few"], [9, "–"]])
    for (const order of ["ascending", "descending"]) {
      await press(button(n));
      expect((await column(page, table, n - 1)).at(-1) === last,
        `${how}: what has no number is last, ${order}`);
      expect(await sortedBy(page, table) === `${n - 1} ${order}`,
        `${how}: one column is the sorted one`);
    }
}

async function checkFilter(page, choose, how) {
  const before = await column(page, "negative-table", 0);
  await choose(page.locator("#negative select"), "Callback");
  const outcomes = await column(page, "negative-table", 2);
  expect(outcomes.length > 0 && outcomes.every((o) => o === "Callback"),
    `${how}: filtered: ${outcomes}`);
  expect(await page.textContent("#negative [role=status]")
    === `${outcomes.length} shown`, `${how}: says how many are shown`);
  await choose(page.locator("#negative select"), "Unknown");
  expect((await column(page, "negative-table", 0)).length === 0
    && await page.textContent("#negative [role=status]") === "None to show: no"
    + " conversation of this outcome scored below 0.",
  `${how}: says why none are shown`);
  await choose(page.locator("#negative select"), "All outcomes");
  const after = await column(page, "negative-table", 0);
  expect(before.length === 5 && before.join() === after.join(),
    `${how}: the filter lets go`);
}

/* Down or up to the option, as a user without a mouse goes. */
async function chooseByKeys(select, label) {
  await select.focus();
  await select.press("Home");
  for (let i = 0; i < 12; i++) {
    const chosen = await select.evaluate((s) =>
      s.selectedOptions[0].textContent);
    if (chosen === label) return;
    await select.press("ArrowDown");
  }
}

/* From the table's box one Tab reaches its first button. */
async function checkTabbing(page) {
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement.className)
    === "skip", "the first Tab offers to skip");
  await page.locator("#outcomes .scroll").focus();
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement.textContent)
    === "Outcome", "Tab goes from the table to its first button");
}

async function checkScript(browser) {
  const { page, events, close } = await open(browser, report("sample"),
    { width: 1400 });
  await checkTabbing(page);
  await checkSorting(page, (button) => button.click(), "click");
  await checkSorting(page, (button) => button.press("Enter"), "Enter");
  await checkSorting(page, (button) => button.press("Space"), "Space");
  await checkFilter(page, (select, label) => select.selectOption({ label }),
    "mouse");
  await checkFilter(page, chooseByKeys, "keys");
  expect(events.length === 0, `using the page: ${events}`);
  await close();
}

/* The same words are there when scripts are off; what needs one is not
 * shown. */
async function checkWithoutScript(browser) {
  const texts = [];
  for (const script of [true, false]) {
    const { page, close } = await open(browser, report("sample"),
      { width: 1400, script });
    texts.push(await page.textContent("main"));
    expect(await page.isVisible("#negative select") === script,
      `scripts ${script}: a filter or none`);
    expect((await page.$$("th button")).length > 0 === script,
      `scripts ${script}: buttons or none`);
    for (const table of await page.$$("main > section > .scroll table"))
      expect(await table.isVisible(), `scripts ${script}: tables`);
    await close();
  }
  expect(texts[0] === texts[1] && texts[0].length > 5000,
    "the same words without scripts");
}

module.exports = { checkScript, checkWithoutScript };
