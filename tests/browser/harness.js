/*
 * harness.js: what the checks of the page share: counting, and a page that
 * notes whatever happens beside being read.
 */
"use strict";

const path = require("path");

const folder = path.resolve(process.argv[2]);
let checks = 0;
let failures = 0;

function expect(is_true, what) {
  checks += 1;
  if (!is_true) {
    failures += 1;
    console.log("FAILED: " + what);
  }
}

function counts() {
  return { checks, failures };
}

function report(name) {
  return path.join(folder, name, "report.html");
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

module.exports = { folder, screens: path.join(folder, "screens"), report,
  counts, expect, open };
