// What waits on this device: lines that were written while the network was away, each with whose
// it is. Pages and the service worker share it. Nothing else of anybody's is ever kept here.
//
// A line is {once, whose, line, on}: the word that keeps it from being sent twice, the id of the
// person who wrote it, what they wrote, and the day it was for them (2026-05-08).

const NAME = "learnplan";
const LINES = "lines";
const PEOPLE = "people"; // one entry, "here": who signed in on this device last, until they sign out
const HERE = "here";

function opened() {
  return new Promise((resolve, reject) => {
    const asking = indexedDB.open(NAME, 1);
    asking.onupgradeneeded = () => {
      asking.result.createObjectStore(LINES, { keyPath: "once" });
      asking.result.createObjectStore(PEOPLE);
    };
    asking.onsuccess = () => resolve(asking.result);
    asking.onerror = () => reject(asking.error);
  });
}

/** Do one thing in one store, and give what came of it once it is down on the disk. */
async function inside(store, mode, act) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(store, mode);
      const asking = act(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(asking.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** Keep a line here. The same line again changes nothing. */
export function keep(line) {
  return inside(LINES, "readwrite", (lines) => lines.put(line));
}

/** The lines of one person, in the order they were written. Another's are not theirs to see. */
export async function waitingFor(whose) {
  const lines = await inside(LINES, "readonly", (all) => all.getAll());
  return lines.filter((line) => line.whose === whose).sort((one, other) => one.at - other.at);
}

/** A line that was sent, or is not wanted any more. */
export function forget(once) {
  return inside(LINES, "readwrite", (lines) => lines.delete(once));
}

/** Remember who is signed in here, so that a line written later has an owner. */
export function comeIn(whose) {
  return inside(PEOPLE, "readwrite", (people) => people.put(whose, HERE));
}

/** Nobody is signed in here any more. Their lines stay, unless they threw them away. */
export function goOut() {
  return inside(PEOPLE, "readwrite", (people) => people.delete(HERE));
}

/** Who signed in here last, and did not sign out. */
export function whoIsHere() {
  return inside(PEOPLE, "readonly", (people) => people.get(HERE));
}
