// held holds the scripts of the page for verifying to the vectors that the
// program is held to. It returns how many there are, and which are wrong.

const held = (() => {
  const read = async (name) => (await fetch("/vectors/" + name)).json();

  // checkpoint reads a signed checkpoint: origin, size, root.
  function checkpoint(signed) {
    const [origin, size, root] = signed.split("\n");
    return { origin, size: Number(size), root: ProofLog.fromBase64(root) };
  }

  async function options(given) {
    const o = { ...given };
    if (given.saved) o.saved = checkpoint(given.saved);
    if (given.consistency) o.consistency = given.consistency.map((hash) => ProofLog.fromBase64(hash));
    return o;
  }

  async function files() {
    const all = await read("files.json");
    const wrong = [];
    for (const v of all) {
      const got = await ProofFile.verify(v.file, await options(v.options));
      const found = JSON.stringify([got.result, got.findings.map((f) => [f.code, f.result, f.reason ?? "", (f.about ?? []).map(String)])]);
      const want = JSON.stringify([v.result, v.findings.map((f) => [f.code, f.result, f.reason, f.about])]);
      if (found !== want) wrong.push(`${v.name}: found ${found}, want ${want}`);
    }
    return { Count: all.length, Wrong: wrong };
  }

  const dayAfter = (day) => new Date(Date.parse(day + "T00:00:00Z") + 86400000).toISOString().slice(0, 10);

  async function lives() {
    const all = await read("lives.json");
    const wrong = [];
    all.forEach((life, i) => {
      const told = ProofLabel.replay(life.events.map((text, n) => ({ ...ProofLabel.leaf(text), number: n + 1 })));
      const runs = [];
      for (let day = life.status[0][0]; day <= life.until; day = dayAfter(day)) {
        const status = ProofLabel.statusOn(told, day);
        if (runs.length === 0 || runs.at(-1)[1] !== status) runs.push([day, status]);
      }
      if (JSON.stringify(runs) !== JSON.stringify(life.status)) wrong.push(`life ${i}: ${JSON.stringify(runs)}, want ${JSON.stringify(life.status)}`);
    });
    return { Count: all.length, Wrong: wrong };
  }

  return { files, lives };
})();
