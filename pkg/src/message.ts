// What crosses between the Worker's script and the core, as bytes; the other side is src/message.rs. A value is a tag
// and what belongs to it, in the byte order of wasm.

const [NULL, FALSE, TRUE, NUMBER, TEXT, LIST, OBJECT, END, OTHER, COLUMN] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** No option is nested deeper; a value that contains itself is. */
const DEEPEST = 12;

/** By the number of their kind. */
const COLUMNS = [Uint8Array, Int32Array, Uint32Array, Float64Array];

const encoder = new TextEncoder();
// What looks like a byte order mark is a character of the text.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The bytes of a value that a caller gave, whatever it is. */
export function encode(value: unknown): Uint8Array {
  let bytes = new Uint8Array(256);
  let at = 0;
  const room = (more: number): number => {
    if (at + more > bytes.length) {
      const larger = new Uint8Array(2 * (at + more));
      larger.set(bytes);
      bytes = larger;
    }
    at += more;
    return at - more;
  };
  const tag = (tag: number) => {
    const place = room(1);
    bytes[place] = tag;
  };
  const view = () => new DataView(bytes.buffer);
  const text = (text: string) => {
    const place = room(4);
    // No UTF-16 unit takes more than three bytes in UTF-8.
    const start = room(3 * text.length);
    const { written } = encoder.encodeInto(text, bytes.subarray(start));
    view().setUint32(place, written, true);
    at = start + written;
  };
  const put = (value: unknown, depth: number): void => {
    if (value === null || value === undefined) tag(NULL);
    else if (typeof value === "boolean") tag(value ? TRUE : FALSE);
    else if (typeof value === "number") {
      tag(NUMBER);
      const place = room(8);
      view().setFloat64(place, value, true);
    } else if (typeof value === "string") {
      tag(TEXT);
      text(value);
    } else if (typeof value !== "object" || depth > DEEPEST) {
      tag(OTHER);
      text(depth > DEEPEST ? "value nested too deep" : typeof value);
    } else if (Array.isArray(value) || ArrayBuffer.isView(value)) {
      tag(LIST);
      for (const item of Array.from(value as ArrayLike<unknown>)) put(item, depth + 1);
      tag(END);
    } else {
      tag(OBJECT);
      for (const [name, item] of Object.entries(value)) {
        // What is undefined was not given.
        if (item === undefined) continue;
        tag(TEXT);
        text(name);
        put(item, depth + 1);
      }
      tag(END);
    }
  };
  put(value, 0);
  return bytes.subarray(0, at);
}

/** The value that bytes say; nothing in it lies in their memory. */
export function decode(bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const run = () => {
    const start = at + 4;
    at = start + view.getUint32(at, true);
    return bytes.subarray(start, at);
  };
  const text = (): string => {
    const run_ = run();
    if (run_.length > 32 || run_.some(byte => byte > 127)) return decoder.decode(run_);
    // For a few letters the platform's decoder takes long.
    return String.fromCharCode(...run_);
  };
  const value = (): unknown => {
    const tag = bytes[at++];
    switch (tag) {
      case FALSE:
      case TRUE:
        return tag === TRUE;
      case NUMBER:
        at += 8;
        return view.getFloat64(at - 8, true);
      case TEXT:
        return text();
      case LIST: {
        const items: unknown[] = [];
        while (bytes[at] !== END) items.push(value());
        at++;
        return items;
      }
      case OBJECT: {
        const entries: Record<string, unknown> = {};
        while (bytes[at++] !== END) {
          const name = text();
          // No answer names an entry so, but a file may: it is an entry like any other.
          if (name === "__proto__") Object.defineProperty(entries, name, { ...PLAIN, value: value() });
          else entries[name] = value();
        }
        return entries;
      }
      case COLUMN: {
        const Column = COLUMNS[bytes[at++] as number] as Uint8ArrayConstructor;
        return new Column(run().slice().buffer);
      }
      default:
        return null;
    }
  };
  return value();
}

const PLAIN = { writable: true, enumerable: true, configurable: true };
