/*
 * check.js: report.html in Chromium.
 * usage: node tests/browser/check.js FOLDER (made by pages.sh)
 *
 * Looks at every page at three widths, light and dark; counts dialogs,
 * console messages and requests; runs axe-core; tries the table's buttons;
 * prints to A4. Screenshots stay in FOLDER/screens.
 */
"use strict";

const fs = require("fs");
const path = require("path");
const { chromium } = require("playwright-core");

const AXE = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const WIDTHS = [360, 800, 1400];
const SCHEMES = ["light", "dark"];
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic",
  "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

/* Payloads that leave the page, or swallow those after them. */
const LEAVING =
  /refresh|<form|<!--|<base|title|style|textarea|noscript|CDATA|template/i;

const folder = path.resolve(process.argv[2]);
const screens = path.join(folder, "screens");
let checks = 0;
let failures = 0;

function expect(is_true, what) {
  checks += 1;
  if (!is_true) {
    failures += 1;
    console.log("FAILED: " + what);
  }
}

/* A page that counts whatever happens beside being read. */
async function open(browser, file, options) {
  const context = await browser.newContext({
    viewport: { width: options.width, height: 900 },
    colorScheme: options.scheme || "light",
    javaScriptEnabled: options.script !== false,
  });
  const page = await context.newPage();
  const events = [];
  page.on("dialog", async (dialog) => {
    events.push("dialog " + dialog.message());
    await dialog.dismiss();
  });
  page.on("console", (message) => events.push("console " + message.text()));
  page.on("pageerror", (error) => events.push("error " + error));
  page.on("popup", () => events.push("popup"));
  page.on("request", (request) => {
    if (request.url() !== "file://" + encodeURI(file))
      events.push("request " + request.url());
  });
  await page.goto("file://" + encodeURI(file));
  return { page, events, close: () => context.close() };
}

/* axe-core enters by the debugger, past the page's policy. The thousands of
 * paths inside a picture say nothing: the picture is one image with a name. */
async function violations(page) {
  const session = await page.context().newCDPSession(page);
  const result = await session.send("Runtime.evaluate", {
    expression: AXE + `; axe.run({ exclude: [".picture svg > *"] },
      { resultTypes: ["violations"] })
      .then((r) => r.violations.map((v) => v.id + ": "
        + v.nodes[0].html.slice(0, 120)))`,
    awaitPromise: true, returnByValue: true,
  });
  return result.result.value || ["axe-core did not run"];
}

async function checkLook(browser, name, width, scheme) {
  const where = `${name} at ${width} px, ${scheme}`;
  const file = path.join(folder, name, "report.html");
  const { page, events, close } = await open(browser, file,
    { width, scheme });
  const overflow = await page.evaluate(() =>
    document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow <= 0, `${where}: ${overflow} px too wide`);
  for (const violation of await violations(page))
    expect(false, `${where}: ${violation}`);
  expect(events.length === 0, `${where}: ${events.slice(0, 3)}`);
  await page.screenshot({ path: `${screens}/${name}-${width}-${scheme}.png` });
  await close();
}

/* What a manager wants to know stands above the fold: on a telephone in
 * three sentences, on a desk with its cards. */
async function checkFirstScreen(browser) {
  for (const [width, height, what] of [[360, 740, ".lead > p"],
    [1400, 900, ".cards > article"]]) {
    const { page, close } = await open(browser,
      path.join(folder, "sample/report.html"), { width });
    const bottoms = await page.$$eval(what, (elements) => elements.map(
      (element) => element.getBoundingClientRect().bottom));
    expect(bottoms.length === 3, `three ${what} open the page`);
    expect(Math.max(...bottoms) <= height,
      `first screen of ${width} px ends at ${bottoms}`);
    await close();
  }
}

async function column(page, table, index) {
  return page.$$eval(`#${table} tbody tr`, (rows, i) => rows
    .filter((row) => !row.hidden).map((row) => row.cells[i].textContent),
  index);
}

async function checkSorting(page) {
  await page.click("#outcomes-table th:nth-child(2) button");
  const counts = (await column(page, "outcomes-table", 1)).map(Number);
  const sorted = [...counts].sort((a, b) => a - b);
  expect(counts.length > 3 && counts.join() === sorted.join(),
    `sorted by n: ${counts}`);
  await page.keyboard.press("Enter"); /* the button still has the focus */
  const turned = (await column(page, "outcomes-table", 1)).map(Number);
  expect(turned.join() === sorted.reverse().join(), `and back: ${turned}`);
}

async function checkFilter(page) {
  const before = await column(page, "negative-table", 0);
  await page.selectOption("#negative select", "Callback");
  const outcomes = await column(page, "negative-table", 2);
  expect(outcomes.length > 0 && outcomes.every((o) => o === "Callback"),
    `filtered: ${outcomes}`);
  await page.selectOption("#negative select", "");
  const after = await column(page, "negative-table", 0);
  expect(before.length === 5 && before.join() === after.join(),
    "the filter lets go");
}

async function checkScript(browser) {
  const { page, events, close } = await open(browser,
    path.join(folder, "sample/report.html"), { width: 1400 });
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement.className)
    === "skip", "the first Tab offers to skip");
  await checkSorting(page);
  await checkFilter(page);
  expect(events.length === 0, `using the page: ${events}`);
  await page.pdf({ path: `${screens}/sample.pdf`, preferCSSPageSize: true,
    printBackground: true });
  const pdf = fs.readFileSync(`${screens}/sample.pdf`, "latin1");
  expect(/MediaBox \[0 0 59\d[.\d]* 84\d[.\d]*\]/.test(pdf), "prints to A4");
  await close();
}

/* The words are there when scripts are off; what needs one is not shown. */
async function checkWithoutScript(browser) {
  const { page, close } = await open(browser,
    path.join(folder, "sample/report.html"), { width: 1400, script: false });
  expect(await page.isVisible("#topic_outcomes table"), "no script: tables");
  expect(!await page.isVisible("#negative select"), "no script: no filter");
  await close();
}

/* What a figure's texts and its paper are drawn in, where its text is not on
 * a part of a bar, whose colour is the same in every scheme. */
function figureColours() {
  const named = (element) => getComputedStyle(element).fill;
  return [...document.querySelectorAll(".picture svg")].map((svg) => ({
    card: getComputedStyle(svg.closest("figure")).backgroundColor,
    paper: named(svg.querySelector("rect, path:not(defs *)")),
    texts: [...svg.querySelectorAll("g[fill^=var]")]
      .filter((g) => g.querySelector("use")).map(named),
  }));
}

function luminance(colour) {
  const [r, g, b] = colour.match(/[\d.]+/g).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/* Figures lie on their card in either scheme, with texts that can be read;
 * printed from the dark one they are those of the files. */
async function checkFigures(browser) {
  for (const scheme of SCHEMES) {
    const { page, close } = await open(browser,
      path.join(folder, "sample/report.html"), { width: 1400, scheme });
    const figures = await page.evaluate(figureColours);
    expect(figures.length > 5, `${figures.length} figures, ${scheme}`);
    for (const { card, paper, texts } of figures) {
      expect(paper === card, `${scheme}: paper ${paper} on ${card}`);
      expect(texts.length > 3 && texts.every((t) => contrast(t, card) >= 4.5),
        `${scheme}: texts ${texts.slice(0, 5)} on ${card}`);
    }
    await page.emulateMedia({ media: "print" });
    const printed = (await page.evaluate(figureColours))[0];
    expect(printed.paper === "rgb(255, 255, 255)",
      `${scheme}: printed on ${printed.paper}`);
    await close();
  }
}

/* Every handler that a payload could have left is given its event. */
async function provoke(page) {
  await page.evaluate(() => {
    for (const element of document.querySelectorAll("body *")) {
      for (const type of ["mouseover", "focus", "toggle", "load", "error",
        "begin", "start"])
        element.dispatchEvent(new Event(type));
      if (element.matches("a, summary, button, x")) element.click();
    }
  });
  await page.waitForTimeout(500);
}

async function checkHostile(browser, payloads) {
  const file = path.join(folder, "hostile/report.html");
  const { page, events, close } = await open(browser, file, { width: 1400 });
  await provoke(page);
  expect(events.length === 0, `hostile page: ${events.slice(0, 5)}`);
  expect(await page.evaluate(() => document.scripts.length) === 1,
    "hostile page: one script, ours");
  const text = await page.evaluate(() =>
    document.documentElement.textContent);
  for (const payload of payloads)
    expect(text.includes(payload), `shown as it is: ${payload}`);
  await close();
}

/* The counters count: the same payloads, neither escaped nor held back by a
 * policy, run; behind the page's policy they do not. */
async function checkCounters(browser, payloads) {
  const report = fs.readFileSync(path.join(folder, "sample/report.html"),
    "utf8");
  const policy = report.match(/<meta content="[^"]*" http-equiv="Content[^>]*>/)
    [0];
  const body = payloads.filter((p) => !LEAVING.test(p)).join("\n");
  const counts = [];
  for (const head of ["", policy]) {
    const file = path.join(folder, `control-${counts.length}.html`);
    fs.writeFileSync(file, `<!DOCTYPE html>${head}<p>${body}`);
    const { page, events, close } = await open(browser, file,
      { width: 1400 });
    await page.waitForTimeout(500);
    counts.push(events.filter((e) => e.startsWith("dialog")).length);
    await close();
  }
  expect(counts[0] > 3, `without policy ${counts[0]} payloads run`);
  expect(counts[1] === 0, `behind the policy ${counts[1]} payloads run`);
}

async function main() {
  fs.mkdirSync(screens, { recursive: true });
  const payloads = fs.readFileSync(path.join(__dirname, "payloads.txt"),
    "utf8").trimEnd().split("\n");
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium", args: FLAGS });
  const names = fs.readdirSync(folder).filter((name) =>
    fs.existsSync(path.join(folder, name, "report.html")));
  expect(names.length === 10, `${names.length} pages`);
  for (const name of names)
    for (const width of name === "sample" ? WIDTHS : [360])
      for (const scheme of name === "sample" ? SCHEMES : ["light"])
        await checkLook(browser, name, width, scheme);
  await checkFirstScreen(browser);
  await checkScript(browser);
  await checkWithoutScript(browser);
  await checkFigures(browser);
  await checkHostile(browser, payloads);
  await checkCounters(browser, payloads);
  await browser.close();
  console.log(`${checks} checks, ${failures} failures`);
  return failures === 0 ? 0 : 1;
}

main().then((code) => process.exit(code), (error) => {
  console.error(error);
  process.exit(1);
});
