// Arrow's schema as the library is to see it. Dictionaries are tables of one column, and the columns that refer to them
// are numbers: it would write out each dictionary as a whole with each batch, which may be that of all customers. Texts
// are bytes: they are written as such, and decoded one by one each leaves something behind that the page has to clear
// away, all of them at a time.

import { Flat } from "./flat.ts";

/** Places in tables: of a message, a schema, a field, and how a field says which dictionary it is of. */
const HEADER_TYPE = 1;
const HEADER = 2;
const FIELDS = 1;
const NOTES = 2;
const TYPE_KIND = 2;
const TYPE = 3;
const DICTIONARY = 4;
const CHILDREN = 5;
const FIELD_NOTES = 6;
const UNION = 14;
const KINDS = 1;
const ID = 0;
const CODES = 1;
const WHOLE_NUMBER = 2;
const BATCH = 3;
/** Kinds of texts, and those of the same bytes: as they are, with long places, and in views. */
const BYTES: Record<number, number> = { 5: 4, 20: 19, 24: 23 };
const DEEPEST = 64;
/** A field has its table, its name and its type. */
const LEAST_OF_FIELD = 32;

/** A schema for the batches, and one for each dictionary. */
export interface Apart {
  ofBatches: Uint8Array;
  ofDictionary: Map<bigint, Uint8Array>;
}

/** Where a message's table begins, behind its length. */
function headOf(view: DataView): number {
  return view.getUint32(0, true) === 0xffffffff ? 8 : 4;
}

/** Takes a message with a schema apart. */
export function apart(message: Uint8Array): Apart {
  const view = viewOf(message);
  const schema = Flat.root(view, headOf(view)).child(HEADER);
  if (!schema) throw new RangeError("no schema");
  const ofBatches = message.slice();
  const out = viewOf(ofBatches);
  const ofDictionary = new Map<bigint, Uint8Array>();
  let left = message.length / LEAST_OF_FIELD;
  schema.list(NOTES, 4);
  const pass = (field: Flat, depth: number) => {
    // Tables may be referred to again and again.
    if (depth > DEEPEST || --left < 0) throw new RangeError("fields in fields in fields");
    // Of how long these are, the library makes sure of nothing.
    field.list(FIELD_NOTES, 4);
    if (field.byte(TYPE_KIND) === UNION) field.child(TYPE)?.list(KINDS, 4);
    for (const child of field.children(CHILDREN)) pass(child, depth + 1);
    asBytes(out, field);
    const encoding = field.child(DICTIONARY);
    if (!encoding) return;
    const [kind, type, numbers] = [field.place(TYPE_KIND), field.place(TYPE), encoding.child(CODES)];
    if (kind === null || type === null || !numbers) throw new RangeError("a dictionary without its type");
    out.setUint8(kind, WHOLE_NUMBER);
    out.setUint32(type, numbers.at - type, true);
    without(out, field);
    ofDictionary.set(encoding.long(ID) ?? 0n, only(message, schema, field));
  };
  for (const field of schema.children(FIELDS)) pass(field, 0);
  return { ofBatches, ofDictionary };
}

/** Makes a field of texts one of bytes, which stand in the same way. */
function asBytes(view: DataView, field: Flat): void {
  const kind = field.place(TYPE_KIND);
  const bytes = BYTES[field.byte(TYPE_KIND) ?? 0];
  if (kind !== null && bytes !== undefined) view.setUint8(kind, bytes);
}

/** The schema with one field, whose values are themselves. */
function only(message: Uint8Array, schema: Flat, field: Flat): Uint8Array {
  const bytes = message.slice();
  const view = viewOf(bytes);
  const { at } = schema.list(FIELDS, 4);
  view.setUint32(at - 4, 1, true);
  view.setUint32(at, field.at - at, true);
  asBytes(view, field);
  without(view, field);
  return bytes;
}

/** Takes away that a field is one of a dictionary. Tables may share where this is said, if all of them say it. */
function without(view: DataView, field: Flat): void {
  const slot = field.slot(DICTIONARY);
  if (slot !== null) view.setUint16(slot, 0, true);
}

/** A dictionary, as a batch of a table; the message itself is changed. */
export function asBatch(message: Uint8Array): Uint8Array {
  const view = viewOf(message);
  const table = Flat.root(view, headOf(view));
  const [kind, header, batch] = [
    table.place(HEADER_TYPE),
    table.place(HEADER),
    table.child(HEADER)?.child(1),
  ];
  if (kind === null || header === null || !batch) throw new RangeError("a dictionary without values");
  view.setUint8(kind, BATCH);
  view.setUint32(header, batch.at - header, true);
  return message;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
