// The sheets, in the order in which they may override each other. One constructed sheet each, shared by all roots.

import { base } from "./base.ts";
import { controls } from "./controls.ts";
import { figure } from "./figure.ts";
import { print } from "./print.ts";
import { section } from "./section.ts";
import { tables } from "./tables.ts";

export const sectionStyles = [base, controls, section, tables, print];
export const figureStyles = [base, controls, figure, tables, print];
export { heat } from "./heat.ts";
export { reportStyles } from "./report.ts";
