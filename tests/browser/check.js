/*
 * check.js: report.html in Chromium.
 * usage: node tests/browser/check.js FOLDER (made by pages.sh)
 *
 * Looks at every page at three widths, light and dark; counts dialogs,
 * console messages and requests; runs axe-core; sorts and filters; prints to
 * A4. Screenshots stay in FOLDER/screens.
 */
"use strict";

const fs = require("fs");
const path = require("path");
const { chromium } = require("playwright-core");
const { folder, screens, report, counts, expect } = require("./harness.js");
const looks = require("./looks.js");
const use = require("./use.js");
const safety = require("./safety.js");

const WIDTHS = [360, 800, 1400];
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic",
  "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

async function main() {
  fs.mkdirSync(screens, { recursive: true });
  const payloads = fs.readFileSync(path.join(__dirname, "payloads.txt"),
    "utf8").trimEnd().split("\n");
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium", args: FLAGS });
  const names = fs.readdirSync(folder).filter((name) =>
    fs.existsSync(report(name)));
  expect(names.length === 11, `${names.length} pages`);
  for (const name of names) {
    await looks.checkSize(browser, name);
    for (const width of name === "sample" ? WIDTHS : [360])
      for (const scheme of name === "sample" ? looks.SCHEMES : ["light"])
        await looks.checkLook(browser, name, width, scheme);
  }
  await looks.checkFirstScreen(browser);
  await looks.checkFigures(browser);
  await looks.checkCutFigures(browser);
  await looks.checkPaper(browser);
  await use.checkScript(browser);
  await use.checkWithoutScript(browser);
  await safety.checkHostile(browser, payloads);
  await safety.checkCounters(browser, payloads);
  await browser.close();
  const { checks, failures } = counts();
  console.log(`${checks} checks, ${failures} failures`);
  return failures === 0 ? 0 : 1;
}

main().then((code) => process.exit(code), (error) => {
  console.error(error);
  process.exit(1);
});
