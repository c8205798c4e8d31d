/*
 * looks.js: how the page looks: at every width, light and dark, to axe-core,
 * in its first screen, its figures, and on paper.
 */
"use strict";

const fs = require("fs");
const { screens, report, expect, open } = require("./harness.js");

const AXE = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const SCHEMES = ["light", "dark"];
const MOST_BYTES = 1500000;
const MOST_MS = 5000;

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
  const file = report(name);
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

/* Whatever the data, a page can be mailed and opens at once. */
async function checkSize(browser, name) {
  const bytes = fs.statSync(report(name)).size;
  expect(bytes <= MOST_BYTES, `${name}: ${bytes} bytes`);
  const { page, close } = await open(browser, report(name), { width: 1400 });
  const ms = await page.evaluate(() => Math.round(
    performance.getEntriesByType("navigation")[0].loadEventEnd));
  expect(ms > 0 && ms <= MOST_MS, `${name}: opened in ${ms} ms`);
  console.log(`${name}: ${Math.round(bytes / 1000)} kB, open in ${ms} ms`);
  await close();
}

/* What a manager wants to know stands above the fold: on a telephone in
 * three sentences, on a desk with its cards. */
async function checkFirstScreen(browser) {
  for (const [width, height, what] of [[360, 740, ".lead > p"],
    [1400, 900, ".cards > article"]]) {
    const { page, close } = await open(browser, report("sample"),
      { width });
    const bottoms = await page.$$eval(what, (elements) => elements.map(
      (element) => element.getBoundingClientRect().bottom));
    expect(bottoms.length === 3, `three ${what} open the page`);
    expect(Math.max(...bottoms) <= height,
      `first screen of ${width} px ends at ${bottoms}`);
    await close();
  }
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
    const { page, close } = await open(browser, report("sample"),
      { width: 1400, scheme });
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

/* Of each picture: whether a shade lies at its box's right edge, and, scrolled
 * to its end, whether the strip that hides the shade leaves it whole. */
function pictureEdges() {
  return [...document.querySelectorAll(".picture")].map((box) => {
    const shade = getComputedStyle(box, "::after");
    box.scrollLeft = box.scrollWidth;
    return { is_cut: box.scrollWidth > box.clientWidth,
      is_shaded: shade.content !== "none" && shade.position === "sticky"
        && shade.right === "0px" && shade.backgroundImage !== "none",
      room: box.getBoundingClientRect().right - parseFloat(shade.width)
        - box.querySelector("svg").getBoundingClientRect().right };
  });
}

/* A picture wider than its box says so, and only such a one. */
async function checkCutFigures(browser) {
  for (const width of [360, 1400]) {
    const { page, close } = await open(browser, report("sample"), { width });
    const edges = await page.evaluate(pictureEdges);
    expect(edges.length > 5, `${edges.length} pictures at ${width} px`);
    for (const { is_cut, is_shaded, room } of edges) {
      expect(is_cut === (width === 360), `${width} px: cut ${is_cut}`);
      expect(is_shaded === is_cut, `${width} px: shaded ${is_shaded}`);
      expect(!is_cut || room >= -0.5, `${width} px: ${room} px hidden`);
    }
    await close();
  }
}

async function checkPaper(browser) {
  const { page, close } = await open(browser, report("sample"),
    { width: 1400 });
  await page.pdf({ path: `${screens}/sample.pdf`, preferCSSPageSize: true,
    printBackground: true });
  const pdf = fs.readFileSync(`${screens}/sample.pdf`, "latin1");
  expect(/MediaBox \[0 0 59\d[.\d]* 84\d[.\d]*\]/.test(pdf), "prints to A4");
  await close();
}

module.exports = { SCHEMES, checkLook, checkSize, checkFirstScreen,
  checkFigures, checkCutFigures, checkPaper };
