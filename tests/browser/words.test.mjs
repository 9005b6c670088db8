// The catalogues of both languages hold the same keys with the same values in them, and all that is asked for.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { files, root } from "../../tools/lib.mjs";

// The catalogues are plain objects, so this Node reads them as JavaScript.
const catalogues = [
  ...files(["pkg/src/element/words"], name => !name.endsWith("index.ts")),
  "www/src/words.ts",
];
const [en, zh] = [{}, {}];
for (const name of catalogues) {
  const text = readFileSync(join(root, name), "utf8");
  const words = await import(`data:text/javascript,${encodeURIComponent(text)}`);
  for (const [all, more] of [
    [en, words.en],
    [zh, words.zh],
  ]) {
    for (const key of Object.keys(more)) assert.ok(!(key in all), `${key} is in two catalogues`);
    Object.assign(all, more);
  }
}
const sources = files(
  ["pkg/src/element", "www/src"],
  name => name.endsWith(".ts") && !/\bwords\b/.test(name),
);
const code = sources.map(name => readFileSync(join(root, name), "utf8")).join("\n");
const names = text => [...new Set([...text.matchAll(/\{(\w+)/g)].map(match => match[1]))].sort();

test("both languages hold the same keys", () => {
  assert.deepEqual(Object.keys(zh), Object.keys(en));
});

test("both languages use the same values", () => {
  for (const key of Object.keys(en)) {
    const [ours, theirs] = [names(en[key]), names(zh[key])];
    assert.deepEqual(theirs, ours, key);
  }
});

test("every key that the page names exists", () => {
  const asked = [...code.matchAll(/\bt\(\s*"([^"]+)"/g)].map(match => match[1]);
  assert.ok(asked.length > 100);
  assert.deepEqual(
    asked.filter(key => !(key in en)),
    [],
  );
});

test("every key is used", () => {
  // Groups whose last part is a code that the package gives, or a switch of the page.
  const groups = /^(error|advice|octants|grid|rfm11|rule|reason|warning|measure|field|profile)\./;
  const switches = /^(segments|value|cohorts|customers|customer|repurchase)\.[\w-]+$/;
  const unused = Object.keys(en).filter(
    key => !groups.test(key) && !switches.test(key) && !code.includes(`"${key}"`),
  );
  assert.deepEqual(unused, []);
});

test("every code that the core can give has words", () => {
  const rust = name => readFileSync(join(root, "src", name), "utf8");
  const kebab = word => word.replace(/(?<!^)([A-Z])/g, "-$1").toLowerCase();
  const variants = (text, name) => {
    const [, body] = new RegExp(`pub enum ${name} \\{([^}]*)\\}`).exec(text);
    return [...body.matchAll(/^\s+([A-Z]\w+),/gm)].map(match => match[1]);
  };
  const expect = (group, codes) => {
    assert.ok(codes.length > 3, group);
    for (const given of codes) assert.ok(`${group}.${given}` in en, `${group}.${given}`);
  };
  expect("error", variants(rust("error.rs"), "Code").map(kebab));
  expect("advice", variants(rust("error.rs"), "Code").map(kebab));
  expect("rule", variants(rust("shop/rules.rs"), "Rule").map(kebab));
  expect("reason", variants(rust("read/tally.rs"), "Reason").map(kebab));
  expect(
    "profile",
    variants(rust("read/options.rs"), "Profile").map(word => word.toLowerCase()),
  );
  const fields = variants(rust("read/field.rs"), "Field");
  expect(
    "field",
    fields.map(word => word[0].toLowerCase() + word.slice(1)),
  );
});
