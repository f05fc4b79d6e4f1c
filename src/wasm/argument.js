// What JavaScript gives can throw or call back while it is read. These are called so that it is passed on; none of them
// returns an object, for which wasm-bindgen would keep a place for ever if it throws.

/** A copy of plain data, with nothing in it that runs code. */
export function copy(from, into) {
  into.push(structuredClone(from));
}

/** How long a typed array says it is: a property of one's own can hide the true length. */
export function lengthOf(array) {
  return Number(array.length);
}

/** Whether to go on. */
export function goOn(callback, done, of) {
  return Boolean(callback(done, of));
}
