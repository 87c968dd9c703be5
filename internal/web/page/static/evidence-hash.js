// Computes the SHA-256 of a file beside the page, so that the page stays
// quick. It is sent {file} and answers {done} while it reads and at last
// {sha256}, or {error}. Nothing leaves the browser.

const small = 32 * 1024 * 1024; // bytes that the browser's own function is given at once
const step = 4 * 1024 * 1024; // bytes read at a time of larger files

const primes = () => {
  const found = [];
  for (let n = 2; found.length < 64; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
};
const fraction = (x) => Math.floor((x - Math.floor(x)) * 0x100000000);
const rounds = Int32Array.from(primes(), (p) => fraction(Math.cbrt(p)) | 0);
const beginning = Int32Array.from(primes().slice(0, 8), (p) => fraction(Math.sqrt(p)) | 0);

// A Hash takes bytes as they come (FIPS 180-4).
class Hash {
  constructor() {
    this.state = Int32Array.from(beginning);
    this.words = new Int32Array(64);
    this.rest = new Uint8Array(64);
    this.left = 0; // bytes in rest
    this.length = 0;
  }

  update(bytes) {
    this.length += bytes.length;
    let at = 0;
    if (this.left > 0) {
      at = Math.min(64 - this.left, bytes.length);
      this.rest.set(bytes.subarray(0, at), this.left);
      this.left += at;
      if (this.left < 64) return;
      this.block(new DataView(this.rest.buffer), 0);
      this.left = 0;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (; at + 64 <= bytes.length; at += 64) this.block(view, at);
    this.rest.set(bytes.subarray(at));
    this.left = bytes.length - at;
  }

  block(view, at) {
    const w = this.words;
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + i * 4);
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15], y = w[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
    }
    const s = this.state;
    let a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7];
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + rounds[i] + w[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
    }
    s[0] += a; s[1] += b; s[2] += c; s[3] += d; s[4] += e; s[5] += f; s[6] += g; s[7] += h;
  }

  hex() {
    const bits = this.length * 8; // exact up to a petabyte
    const end = new Uint8Array(this.left < 56 ? 64 - this.left : 128 - this.left);
    end[0] = 0x80;
    const view = new DataView(end.buffer);
    view.setUint32(end.length - 8, Math.floor(bits / 0x100000000));
    view.setUint32(end.length - 4, bits >>> 0);
    this.update(end);
    return Array.from(this.state, (n) => (n >>> 0).toString(16).padStart(8, "0")).join("");
  }
}

async function whole(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (b) => b.toString(16).padStart(2, "0")).join("");
}

async function inSteps(file) {
  const hash = new Hash();
  for (let at = 0; at < file.size; at += step) {
    hash.update(new Uint8Array(await file.slice(at, at + step).arrayBuffer()));
    postMessage({ done: Math.min(1, (at + step) / file.size) });
  }
  return hash.hex();
}

addEventListener("message", async (event) => {
  const { file, streaming } = event.data;
  try {
    const own = streaming || file.size > small || !globalThis.crypto?.subtle;
    postMessage({ sha256: await (own ? inSteps(file) : whole(file)) });
  } catch (error) {
    postMessage({ error: String(error) }); // such as a file that was changed or removed meanwhile
  }
});
