// The colours: text and signs stand out from what they stand on, in both themes, and the two colours of the charts
// keep apart for every kind of colour vision. By computation, so no browser is needed.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { root } from "../../tools/lib.mjs";

const tokens = readFileSync(join(root, "pkg/src/element/styles/tokens.ts"), "utf8");
const page = readFileSync(join(root, "www/src/style/base.css"), "utf8");

/** The variables of a theme: their names, and colours or shares. */
function theme(name) {
  const [, body] = new RegExp(`const ${name} = css\`([^\`]*)\``).exec(tokens);
  const colours = [...body.matchAll(/--([\w-]+): (?:var\(--siyu-[\w-]+, )?(#\w+|\d+%)/g)];
  return Object.fromEntries(colours.map(([, key, value]) => [key, value]));
}
const THEMES = { light: theme("light"), dark: theme("dark") };

const channels = hex => [1, 3, 5].map(at => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
const linear = value => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** WCAG 2: relative luminance, and the contrast of two colours given as three channels from 0 to 1. */
const luminance = colour => {
  const [red, green, blue] = colour.map(linear);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}
const mixed = (one, other, part) => one.map((value, at) => value * part + other[at] * (1 - part));

const TEXT = 4.5;
const SIGN = 3;

/** Differences (CIE76) that are seen at a glance; of lightness alone, since nothing else is left, in shades of grey. */
const APART = 25;
const APART_IN_GREY = 15;

/** Full deficiencies, on linear channels: Machado, Oliveira & Fernandes 2009. */
const VISIONS = {
  "full vision": [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
  grey: Array.from({ length: 3 }, () => [0.2126, 0.7152, 0.0722]).flat(),
};

/** What is written or drawn on what. */
const PAIRS = [
  ...["ink", "soft", "accent", "second-text"].flatMap(text =>
    ["paper", "page", "tint", "warn"].map(ground => [text, ground, TEXT]),
  ),
  ["accent-ink", "accent", TEXT],
  ["paper", "ink", TEXT],
  ...["accent", "second", "strong"].map(sign => [sign, "paper", SIGN]),
  ["strong", "page", SIGN],
];

for (const [name, colours] of Object.entries(THEMES)) {
  describe(name, () => {
    for (const [on, ground, least] of PAIRS) {
      test(`${on} on ${ground} has a contrast of ${least}`, () => {
        const found = contrast(channels(colours[on]), channels(colours[ground]));
        assert.ok(found >= least, `${found.toFixed(2)}`);
      });
    }

    test("numbers can be read on cells of any heat", () => {
      const most = Number.parseFloat(colours["heat-most"]) / 100;
      for (let part = 0; part <= most; part += 0.02) {
        const cell = mixed(channels(colours.accent), channels(colours.paper), part);
        assert.ok(contrast(channels(colours.ink), cell) >= TEXT, `at ${part.toFixed(2)}`);
      }
    });

    test("the small print of tooltips can be read", () => {
      const text = mixed(channels(colours.paper), channels(colours.ink), 0.72);
      assert.ok(contrast(text, channels(colours.ink)) >= TEXT);
    });

    for (const [kind, matrix] of Object.entries(VISIONS)) {
      test(`the two colours of the charts keep apart: ${kind}`, () => {
        const [one, other] = [colours.accent, colours.second].map(hex => seen(channels(hex), matrix));
        const ground = seen(channels(colours.paper), matrix);
        const least = kind === "grey" ? APART_IN_GREY : APART;
        assert.ok(difference(one, other) >= least, `${difference(one, other).toFixed(0)}`);
        assert.ok(difference(one, ground) >= APART && difference(other, ground) >= APART);
      });
    }
  });
}

test("the page has the colours of the report", () => {
  const blocks = [...page.matchAll(/:root \{([^}]*)\}/g)].map(([, body]) =>
    Object.fromEntries([...body.matchAll(/--([\w-]+): (#\w{6});/g)].map(([, key, value]) => [key, value])),
  );
  for (const [at, name] of ["light", "dark"].entries()) {
    for (const [key, value] of Object.entries(blocks[at]))
      assert.equal(value, THEMES[name][key], `${name} ${key}`);
    assert.ok(Object.keys(blocks[at]).length >= 12);
  }
});

/** A colour as it is seen, in linear channels. */
function seen(colour, matrix) {
  const [red, green, blue] = colour.map(linear);
  return [0, 3, 6].map(at =>
    Math.min(1, Math.max(0, matrix[at] * red + matrix[at + 1] * green + matrix[at + 2] * blue)),
  );
}

/** CIE76 of two colours in linear channels. */
function difference(one, other) {
  const [a, b] = [lab(one), lab(other)];
  return Math.hypot(...a.map((value, at) => value - b[at]));
}

function lab([red, green, blue]) {
  const curve = value => (value > 216 / 24389 ? Math.cbrt(value) : (value * 24389) / 27 / 116 + 16 / 116);
  const [x, y, z] = [
    (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047,
    0.2126 * red + 0.7152 * green + 0.0722 * blue,
    (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883,
  ].map(curve);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
