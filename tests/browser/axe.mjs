// Axe, brought into the page in spite of its policy.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

/** For `visit`. Without motion, which would be judged half way. */
export const WITH_AXE = {
  script: createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  reducedMotion: "reduce",
};

/** Fails where axe finds anything serious or critical in what the page shows. */
export async function accessible(page, what) {
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, {
      resultTypes: ["violations"],
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) =>
        nodes.slice(0, 5).map(node => `${id} at ${node.target.flat().join(" ")}: ${node.failureSummary}`),
      );
  });
  assert.deepEqual(found, [], what);
}
