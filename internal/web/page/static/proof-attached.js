// ProofAttached takes the status file out of a document that has it attached.
// What is wrong it throws as ProofAttached.Wrong, whose message names the words.

const ProofAttached = {
  Wrong: class extends Error {},
  most: 8 << 20, // bytes of a status file
  mostPDF: 32 << 20,

  // statusFile says also whether the file was attached to a document.
  async statusFile(file) {
    if (file.size > this.mostPDF) throw new this.Wrong("too_large");
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (new TextDecoder().decode(bytes.subarray(0, 5)) !== "%PDF-") {
      if (bytes.length > this.most) throw new this.Wrong("too_large");
      return { content: new TextDecoder().decode(bytes), attached: false };
    }
    const { texts, damaged } = await this.all(bytes);
    const found = texts.filter((text) => text.startsWith('{"v":1,"statement":'));
    if (found.length === 0) throw new this.Wrong(damaged ? "pdf_unreadable" : "pdf_none");
    if (found.length > 1) throw new this.Wrong("pdf_several");
    return { content: found[0], attached: true };
  },

  // all reads streams that say that they are embedded files, and says whether one
  // of them, or one that is named as a status file, cannot be read.
  async all(bytes) {
    const text = new TextDecoder("latin1").decode(bytes); // a character for each byte
    const texts = [];
    let damaged = text.includes(".status.json)");
    for (const mark of text.matchAll(/\/Type\s*\/EmbeddedFile\b/g)) {
      const begin = text.lastIndexOf(" obj", mark.index);
      const at = text.indexOf("stream", Math.max(begin, 0));
      if (begin < 0 || at < mark.index || texts.length >= 16) continue;
      let from = at + "stream".length;
      if (text[from] === "\r") from++;
      if (text[from] === "\n") from++;
      const head = text.slice(begin, at);
      const length = Number(/\/Length\s+(\d+)\s*(?:\/|>>)/.exec(head)?.[1] ?? text.indexOf("endstream", from) - from);
      const data = bytes.subarray(from, from + length);
      const packed = /\/Filter\b/.test(head);
      if (packed && !/\/FlateDecode/.test(head)) continue;
      const inside = packed ? await this.inflated(data) : data;
      if (inside === null) damaged = true;
      else texts.push(new TextDecoder().decode(inside));
    }
    return { texts, damaged };
  },

  // inflated is null where the data is damaged, or is not all there.
  async inflated(data) {
    const parts = [];
    let length = 0;
    const reader = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
    try {
      for (let next; !(next = await reader.read()).done; ) {
        length += next.value.length;
        if (length > this.most) throw new this.Wrong("too_large");
        parts.push(next.value);
      }
    } catch (error) {
      if (error instanceof this.Wrong) throw error;
      return null;
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  },
};
