/*
 * safety.js: a page of hostile texts runs nothing and asks for nothing.
 */
"use strict";

const fs = require("fs");
const path = require("path");
const { folder, report, expect, open } = require("./harness.js");

/* Payloads that leave the page, or swallow those after them. */
const LEAVING =
  /refresh|<form|<!--|<base|title|style|textarea|noscript|CDATA|template/i;

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
  const file = report("hostile");
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
  const sample = fs.readFileSync(report("sample"), "utf8");
  const policy = sample.match(/<meta content="[^"]*" http-equiv="Content[^>]*>/)
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

module.exports = { checkHostile, checkCounters };
