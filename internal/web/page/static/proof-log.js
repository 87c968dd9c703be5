// ProofLog reckons with a public log: signed notes (C2SP signed-note,
// tlog-cosignature), checkpoints, and proofs in a Merkle tree (RFC 6962). It
// asks nobody and shows nothing; what is wrong it throws as ProofLog.Wrong.

const ProofLog = (() => {
  const utf8 = new TextEncoder();
  const hashSize = 32;
  const width = 256; // hashes of a whole tile

  class Wrong extends Error {}

  const wrong = (why) => {
    throw new Wrong(why);
  };

  function fromBase64(text) {
    if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) wrong("base64");
    return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  }

  const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));
  const toHex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  const same = (a, b) => a.length === b.length && a.every((one, i) => one === b[i]);

  function joined(...parts) {
    const all = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const leafHash = (bytes) => sha256(joined(Uint8Array.of(0), bytes));
  const nodeHash = (left, right) => sha256(joined(Uint8Array.of(1), left, right));

  const importKey = (key) => crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);

  // able resolves to whether this browser can check signatures.
  async function able() {
    try {
      await importKey(Uint8Array.from(fromBase64("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="))); // the first of RFC 8032
      return true;
    } catch {
      return false;
    }
  }

  // A verifier is read as C2SP signed-note writes it: name+hash+key. Its
  // algorithm is 1, Ed25519, or 4, the cosignature of a witness.
  async function verifier(text) {
    const parts = /^([^+\s]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? wrong("verifier");
    const key = fromBase64(parts[3]);
    if (key.length !== 33 || (key[0] !== 1 && key[0] !== 4)) wrong("verifier");
    const hash = (await sha256(joined(utf8.encode(parts[1] + "\n"), key))).subarray(0, 4);
    if (toHex(hash) !== parts[2]) wrong("verifier");
    return { text, name: parts[1], hash: parts[2], algorithm: key[0], key: await importKey(key.subarray(1)) };
  }

  const clean = (text) => text.isWellFormed?.() !== false && !/[\u0000-\u0009\u000b-\u001f\ufffd]/.test(text);

  // parts takes a signed note apart without looking at what it is worth.
  function parts(note) {
    const cut = note.lastIndexOf("\n\n");
    if (note.length > 1e6 || !clean(note) || cut < 0 || !note.endsWith("\n")) wrong("note");
    const lines = note.slice(cut + 2).split("\n").slice(0, -1);
    if (lines.length < 1 || lines.length > 100) wrong("note");
    const signatures = lines.map((line) => {
      const [, name, base64] = /^— ([^+\s]+) (\S+)$/.exec(line) ?? wrong("note");
      const bytes = fromBase64(base64);
      if (bytes.length < 5) wrong("note");
      return { name, hash: toHex(bytes.subarray(0, 4)), bytes: bytes.subarray(4) };
    });
    return { text: note.slice(0, cut + 1), signatures };
  }

  async function signed(v, signature, text) {
    let bytes = signature.bytes;
    let message = utf8.encode(text);
    let time;
    if (v.algorithm === 4) {
      if (bytes.length !== 72) return null;
      time = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0));
      message = joined(utf8.encode("cosignature/v1\ntime " + time + "\n"), message);
      bytes = bytes.subarray(8);
    }
    const good = await crypto.subtle.verify({ name: "Ed25519" }, v.key, bytes, message);
    return good ? { verifier: v, time } : null;
  }

  // openNote resolves to the text of a note and who of the verifiers signed
  // it. A signature that claims to be one of theirs and is not spoils it all.
  async function openNote(note, verifiers) {
    const { text, signatures } = parts(note);
    const by = [];
    for (const s of signatures) {
      const v = verifiers.find((one) => one.name === s.name && one.hash === s.hash);
      if (!v || by.some((one) => one.verifier === v)) continue;
      by.push((await signed(v, s, text)) ?? wrong("signature"));
    }
    return { text, signatures, by };
  }

  // checkpoint reads the text of one: {origin, size, root}.
  function checkpoint(text) {
    const lines = text.split("\n");
    if (lines.length < 4 || lines[0] === "" || !/^(0|[1-9][0-9]{0,14})$/.test(lines[1])) wrong("checkpoint");
    const root = fromBase64(lines[2]);
    if (root.length !== hashSize) wrong("checkpoint");
    return { origin: lines[0], size: Number(lines[1]), root };
  }

  // below is the largest power of two that is smaller than n.
  function below(n) {
    let k = 1;
    while (k * 2 < n) k *= 2;
    return k;
  }

  // rootWith resolves to the root of the tree of size leaves whose leaf with
  // this index has the hash, by the proof.
  async function rootWith(proof, size, index, hash) {
    if (index < 0 || index >= size) wrong("proof");
    const walk = async (length, lo, hi) => {
      if (lo + 1 === hi) return length === 0 ? hash : wrong("proof");
      if (length === 0) wrong("proof");
      const middle = lo + below(hi - lo);
      const beside = proof[length - 1];
      return index < middle ? nodeHash(await walk(length - 1, lo, middle), beside) : nodeHash(beside, await walk(length - 1, middle, hi));
    };
    return walk(proof.length, 0, size);
  }

  // checkTree reports whether the newer tree begins with the older one, by
  // the proof.
  async function checkTree(proof, newer, older) {
    if (older.size < 1 || older.size > newer.size) return false;
    // both resolves to the hash over leaves lo to hi as it was when the tree
    // had older.size of them, and as it is.
    const both = async (length, lo, hi) => {
      if (hi === older.size) {
        if (length !== (lo === 0 ? 0 : 1)) wrong("proof");
        return lo === 0 ? [older.root, older.root] : [proof[0], proof[0]];
      }
      if (length === 0) wrong("proof");
      const middle = lo + below(hi - lo);
      const beside = proof[length - 1];
      if (older.size <= middle) {
        const [was, is] = await both(length - 1, lo, middle);
        return [was, await nodeHash(is, beside)];
      }
      const [was, is] = await both(length - 1, middle, hi);
      return [await nodeHash(beside, was), await nodeHash(beside, is)];
    };
    try {
      const [was, is] = await both(proof.length, 0, newer.size);
      return same(was, older.root) && same(is, newer.root);
    } catch (error) {
      if (error instanceof Wrong) return false;
      throw error;
    }
  }

  // proveTree resolves to the proof for checkTree. hashAt resolves to a hash
  // of the newer tree by level and index; it need not be trusted.
  async function proveTree(newer, older, hashAt) {
    const whole = async (lo, hi) => { // the hash over leaves lo to hi
      const n = hi - lo;
      const k = n === 1 ? 1 : below(n) * 2;
      if (k === n) return hashAt(Math.log2(n), lo / n);
      return nodeHash(await whole(lo, lo + k / 2), await whole(lo + k / 2, hi));
    };
    const prove = async (lo, hi) => {
      if (hi === older) return lo === 0 ? [] : [await whole(lo, hi)];
      const middle = lo + below(hi - lo);
      if (older <= middle) return [...(await prove(lo, middle)), await whole(middle, hi)];
      return [...(await prove(middle, hi)), await whole(lo, middle)];
    };
    return prove(0, newer);
  }

  // hashesOf returns a hashAt for proveTree over the tiles of a tree with size
  // leaves; tile resolves to the bytes of a tile by its name, "0/x001/234.p/5".
  function hashesOf(size, tile) {
    const read = new Map();
    return async (level, index) => {
      const row = Math.floor(level / 8);
      const under = 2 ** (level % 8); // hashes of the tile that it stands for
      const first = index * under;
      const n = Math.floor(first / width);
      const have = Math.min(width, Math.floor(size / 2 ** (8 * row)) - n * width);
      const name = tileName(row, n, have);
      if (!read.has(name)) read.set(name, tile(name));
      const bytes = await read.get(name);
      if (bytes.length !== have * hashSize) wrong("tile");
      let hashes = Array.from({ length: under }, (_, i) => bytes.slice((first % width + i) * hashSize, (first % width + i + 1) * hashSize));
      for (; hashes.length > 1; ) hashes = await Promise.all(hashes.filter((_, i) => i % 2 === 0).map((h, i) => nodeHash(h, hashes[2 * i + 1])));
      return hashes[0];
    };
  }

  function tileName(level, n, have) {
    let path = String(n % 1000).padStart(3, "0");
    for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000)) path = "x" + String(rest % 1000).padStart(3, "0") + "/" + path;
    return level + "/" + path + (have < width ? ".p/" + have : "");
  }

  return { Wrong, able, verifier, parts, openNote, checkpoint, rootWith, checkTree, proveTree, hashesOf, tileName, leafHash, sha256, fromBase64, toBase64, toHex, same };
})();
