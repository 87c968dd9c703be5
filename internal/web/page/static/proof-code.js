// ProofCode judges what a label's 2-D code holds, against the address of this
// scheme's site and the number that a person read off the label.

const ProofCode = (() => {
  // number is how a registration number is kept, however it was typed.
  const number = (typed) => typed.normalize("NFKC").replace(/[\s\u00ad\u200b-\u200f\u2010-\u2015\u2212\u30fc\u002d]/g, "").toUpperCase();

  // judge says one of: text, host, path (these are no labels of this site),
  // number (another than printed), same, only (nothing printed was given).
  // number is the code's, where it names one.
  function judge(code, site, printed) {
    let at;
    try {
      at = new URL(code.trim());
    } catch {
      return { verdict: "text", shown: code };
    }
    if (at.protocol !== "https:" && at.protocol !== "http:") return { verdict: "text", shown: code };
    const home = new URL(site);
    if (at.origin !== home.origin || at.username !== "" || at.password !== "") return { verdict: "host", shown: at.protocol === home.protocol ? at.host : at.origin };
    const [, found] = /^\/(?:l|(?:ja|en)\/labels)\/([^/]+)$/.exec(at.pathname) ?? [];
    if (found === undefined) return { verdict: "path", shown: at.pathname };
    const named = number(plain(found));
    if (number(printed) === "") return { verdict: "only", number: named };
    return { verdict: named === number(printed) ? "same" : "number", number: named, printed: number(printed) };
  }

  function plain(part) {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  }

  // grouped writes a number of digits in fours, as it is printed.
  const grouped = (n) => (/^(\d{4})+$/.test(n) ? n.match(/\d{4}/g).join(" ") : n);

  // canRead resolves to whether this browser reads 2-D codes in pictures.
  async function canRead() {
    try {
      return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
    } catch {
      return false;
    }
  }

  // read resolves to the texts of all 2-D codes in a picture.
  async function read(file) {
    const picture = await createImageBitmap(file);
    try {
      const found = await new BarcodeDetector({ formats: ["qr_code"] }).detect(picture);
      return [...new Set(found.map((one) => one.rawValue))];
    } finally {
      picture.close();
    }
  }

  return { number, judge, grouped, canRead, read };
})();
