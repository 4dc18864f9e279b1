// Checks a receipt of a public log in a browser, without asking anybody: WebCrypto for SHA-256 and
// Ed25519, ML-DSA-44 written out below. Comes to the verdicts of liushui-verify, in its words.
//
// SPDX-License-Identifier: Apache-2.0
"use strict";

(() => {
  const OK = 0, INVALID = 1, UNABLE = 2, NO_QUORUM = 3, STALE = 4;
  const ED25519 = 0x01, COSIGNATURE = 0x04, ML_DSA_44 = 0x06;
  const PUBLIC_BYTES = { [ED25519]: 32, [COSIGNATURE]: 32, [ML_DSA_44]: 1312 };
  const SIGNATURE_BYTES = { [ED25519]: 64, [COSIGNATURE]: 72, [ML_DSA_44]: 2428 };
  const HEADER = "c2sp.org/tlog-proof@v1";
  const MAX_FILE = 1_000_000, MAX_LEAF = 4096, MAX_LINES = 100, SLOTS = 8, SALT = 32, HASH = 32;
  const MAX_CLOCK_AHEAD = 300;

  class Invalid extends Error {
    constructor(code, facts = {}) { super(code); this.code = code; this.facts = facts; }
  }
  class Unable extends Error {
    constructor(code) { super(code); this.code = code; }
  }

  // --- Bytes and their one spelling -------------------------------------------------------------

  const encode = (text) => new TextEncoder().encode(text);
  const decode = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
  const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
  const joined = (...parts) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { whole.set(part, at); at += part.length; }
    return whole;
  };
  const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const big64 = (bytes) => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

  function number(text) {
    if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) throw new Invalid("bad_number", { text: text.slice(0, 40) });
    return BigInt(text);
  }

  function toBase64(bytes) {
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  }

  function fromBase64(text) {
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4) throw new Invalid("bad_base64");
    const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
    if (toBase64(bytes) !== text) throw new Invalid("bad_base64");
    return bytes;
  }

  function fromBase64url(text) {
    if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new Invalid("bad_base64");
    const plain = text.replaceAll("-", "+").replaceAll("_", "/");
    return fromBase64(plain + "=".repeat((4 - (plain.length % 4)) % 4));
  }

  const toBase64url = (bytes) => toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

  // RFC 8785, whole numbers only and no null: what is read must be written again as it stood.
  function fromJson(bytes) {
    try {
      const text = decode(bytes), value = JSON.parse(text);
      if (written(value) !== text) throw new Invalid("bad_json");
      return value;
    } catch (error) {
      throw error instanceof Unable ? error : new Invalid("bad_json");
    }
  }

  function written(value) {
    if (value === true || value === false) return String(value);
    if (typeof value === "number") {
      if (!Number.isSafeInteger(value)) throw new Invalid("bad_json");
      return String(value);
    }
    if (typeof value === "string") return quoted(value);
    if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
    if (value === null || typeof value !== "object") throw new Invalid("bad_json");
    const names = Object.keys(value).sort((one, other) => (one < other ? -1 : 1));
    return `{${names.map((name) => `${quoted(name)}:${written(value[name])}`).join(",")}}`;
  }

  const ESCAPES = { '"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  const quoted = (text) => `"${text.replace(/[\x00-\x1f"\\]/g, (one) =>
    ESCAPES[one] ?? `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`)}"`;

  function halves(text, between) {
    const at = text.indexOf(between);
    return at < 0 ? [text, false, ""] : [text.slice(0, at), true, text.slice(at + between.length)];
  }

  // --- Keys and signatures ----------------------------------------------------------------------

  // Public keys of small order sign anything; the last bit is a sign and counts for nothing.
  const SMALL_ORDER = new Set([
    "00".repeat(32), `01${"00".repeat(31)}`,
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    ...["ec", "ed", "ee"].map((low) => `${low}${"ff".repeat(30)}7f`),
  ]);

  async function readKey(text) {
    const [name, , rest] = halves(text, "+");
    const [saidId, , said] = halves(rest, "+");
    const content = fromBase64(said);
    const kind = content.length ? content[0] : 0, raw = content.slice(1);
    const bad = () => new Invalid("bad_key", { name: name.slice(0, 80) });
    if (!name || /\s/.test(name) || raw.length !== PUBLIC_BYTES[kind]) throw bad();
    const id = hex((await sha256(joined(encode(`${name}\n`), [kind], raw))).slice(0, 4));
    if (id !== saidId) throw bad();
    if (kind !== ML_DSA_44) {
      const plain = raw.slice();
      plain[31] &= 0x7f;
      if (SMALL_ORDER.has(hex(plain))) throw bad();
    }
    return { name, kind, id, raw };
  }

  async function ed25519(raw, signature, message) {
    try {
      const key = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
      return await crypto.subtle.verify({ name: "Ed25519" }, key, signature, message);
    } catch (error) {
      if (error.name === "NotSupportedError") throw new Unable("no_ed25519");
      return false;
    }
  }

  // RFC 8032, 7.1, test 2: whether this browser knows a good signature from a bad one.
  let able;
  function requireAble() {
    able ??= (async () => {
      if (!globalThis.crypto?.subtle) throw new Unable("no_webcrypto");
      const bytes = (text) => Uint8Array.from(text.match(/../g), (two) => parseInt(two, 16));
      const key = bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
      const signature = bytes("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
      const good = await ed25519(key, signature, bytes("72"));
      if (!good || await ed25519(key, signature, bytes("73"))) throw new Unable("no_ed25519");
    })();
    return able;
  }

  async function requireVerified(key, signature, head) {
    const wrong = () => new Invalid("bad_signature", { name: key.name });
    if (signature.length !== SIGNATURE_BYTES[key.kind]) throw wrong();
    if (key.kind === ED25519) {
      if (!await ed25519(key.raw, signature, encode(head.body))) throw wrong();
      return 0n;
    }
    const moment = big64(signature.slice(0, 8)), rest = signature.slice(8);
    const good = key.kind === COSIGNATURE
      ? await ed25519(key.raw, rest, encode(`cosignature/v1\ntime ${moment}\n${head.body}`))
      : mlDsa44(key.raw, rest, lateMessage(key, signature, head));
    if (!good) throw wrong();
    return moment;
  }

  function lateMessage(key, signature, head) {
    const name = encode(key.name), origin = encode(head.origin), size = new Uint8Array(8);
    new DataView(size.buffer).setBigUint64(0, head.size);
    return joined(encode("subtree/v1\n\0"), [name.length], name, signature.slice(0, 8),
      [origin.length], origin, new Uint8Array(8), size, head.root);
  }

  // --- Notes, leaves, receipts ------------------------------------------------------------------

  function readNote(text) {
    const [body, found, rest] = halves(text, "\n\n");
    if (!found || !rest.endsWith("\n") || text.length > MAX_FILE) throw new Invalid("bad_note");
    const lines = rest.slice(0, -1).split("\n");
    if (lines.length > MAX_LINES) throw new Invalid("bad_note");
    const signatures = lines.map(readLine);
    const names = new Set(signatures.map((one) => `${one.name}\n${one.id}`));
    if (names.size !== signatures.length) throw new Invalid("signed_twice");
    return { head: readHead(`${body}\n`), signatures };
  }

  function readHead(body) {
    const lines = body.split("\n");
    if (lines.length !== 4 || !/^[a-z0-9][a-z0-9./-]{0,126}$/.test(lines[0])) throw new Invalid("bad_note");
    const root = fromBase64(lines[2]);
    if (root.length !== HASH) throw new Invalid("bad_note");
    return { origin: lines[0], size: number(lines[1]), root, body };
  }

  function readLine(line) {
    const found = /^\u2014 ([^ +\n]+) ([A-Za-z0-9+/]+={0,2})$/u.exec(line);
    const content = found ? fromBase64(found[2]) : [];
    if (content.length <= 4) throw new Invalid("bad_note");
    return { name: found[1], id: hex(content.slice(0, 4)), content: content.slice(4) };
  }

  const isCount = (value) => Number.isInteger(value) && value >= 1;
  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

  function isDay(text) {
    const found = typeof text === "string" && /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
    if (!found) return false;
    const [year, month, day] = found.slice(1).map(Number);
    const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
    return year >= 1 && days !== undefined && day >= 1 && day <= days;
  }

  function areSlots(value) {
    return Array.isArray(value) && value.length === SLOTS
      && value.every((one) => typeof one === "string" && /^[A-Za-z0-9_-]{43}$/.test(one))
      && value.every((one, at) => at === 0 || value[at - 1] < one);
  }

  function isPlain(leaf) {
    const item = (one) => typeof one === "boolean" || typeof one === "number"
      || (typeof one === "string" && /^[\x21-\x7e]{1,1900}$/.test(one));
    return Object.entries(leaf).every(([name, value]) =>
      /^[a-z][a-z0-9_]{0,15}$/.test(name) && (Array.isArray(value) ? value.every(item) : item(value)));
  }

  function readLeaf(bytes) {
    if (bytes.length > MAX_LEAF) throw new Invalid("bad_leaf");
    const leaf = fromJson(bytes);
    const text = (name, form) => typeof leaf[name] === "string" && form.test(leaf[name]);
    const fits = isObject(leaf) && isCount(leaf.v) && isCount(leaf.no)
      && text("k", /^[a-z][a-z_]{0,15}$/) && text("org", /^[0-9A-HJ-NPQRTUWXY]{18}$/)
      && isDay(leaf.d) && areSlots(leaf.sd) && isPlain(leaf);
    if (!fits) throw new Invalid("bad_leaf");
    return leaf;
  }

  function after(begin, line) {
    if (!line.startsWith(begin)) throw new Invalid("bad_receipt");
    return line.slice(begin.length);
  }

  function readExtra(said) {
    const fits = isObject(said) && Object.keys(said).sort().join() === "anchors,disc,leaf"
      && Array.isArray(said.anchors) && Array.isArray(said.disc)
      && [said.leaf, ...said.anchors, ...said.disc].every((one) => typeof one === "string");
    if (!fits) throw new Invalid("bad_receipt");
    return said;
  }

  function readHash(line) {
    const content = fromBase64(line);
    if (content.length !== HASH) throw new Invalid("bad_receipt");
    return content;
  }

  async function readReceipt(bytes) {
    if (bytes.length > MAX_FILE) throw new Invalid("bad_receipt");
    let text;
    try { text = decode(bytes); } catch { throw new Invalid("bad_receipt"); }
    const [top, found, noteText] = halves(text, "\n\n");
    const lines = top.split("\n");
    if (!found || lines.length < 3 || lines[0] !== HEADER) throw new Invalid("bad_receipt");
    const extra = readExtra(fromJson(fromBase64(after("extra ", lines[1]))));
    const leafBytes = fromBase64(extra.leaf), leaf = readLeaf(leafBytes);
    const index = number(after("index ", lines[2]));
    const proof = lines.slice(3).map(readHash);
    const note = readNote(noteText);
    return { index, proof, note, leafBytes, leaf, shown: await readShown(extra.disc, leaf) };
  }

  async function readShown(texts, leaf) {
    const shown = [], names = new Set(Object.keys(leaf));
    for (const text of texts) {
      if (!leaf.sd.includes(toBase64url(await sha256(encode(text))))) throw new Invalid("not_disclosed");
      const said = fromJson(fromBase64url(text));
      const fits = Array.isArray(said) && said.length === 3 && typeof said[1] === "string"
        && typeof said[0] === "string" && fromBase64url(said[0]).length >= SALT && !names.has(said[1]);
      if (!fits) throw new Invalid("not_disclosed");
      names.add(said[1]);
      shown.push([said[1], said[2]]);
    }
    return shown;
  }

  // RFC 9162, 2.1.3.2.
  async function isIncluded(leaf, index, size, proof, root) {
    if (index >= size) return false;
    const node = (left, right) => sha256(joined([1], left, right));
    let at = index, last = size - 1n, found = leaf;
    for (const one of proof) {
      if (last === 0n) return false;
      if (at % 2n === 1n || at === last) {
        found = await node(one, found);
        while (at % 2n === 0n && at !== 0n) { at /= 2n; last /= 2n; }
      } else {
        found = await node(found, one);
      }
      at /= 2n; last /= 2n;
    }
    return last === 0n && same(found, root);
  }

  // --- Whom you trust ---------------------------------------------------------------------------

  async function readPolicy(bytes) {
    if (bytes.some((byte) => (byte < 0x20 && byte !== 9 && byte !== 10) || byte === 0x7f)) {
      throw new Invalid("bad_policy", { line: 0 });
    }
    const policy = { logs: [], witnesses: new Map(), groups: new Map(), quorum: "", placed: new Set() };
    const lines = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).split("\n");
    for (const [at, line] of lines.entries()) {
      const words = line.replaceAll("\t", " ").split(" ").filter(Boolean);
      if (words.length && !words[0].startsWith("#")) await takeLine(policy, at + 1, words);
    }
    if (!policy.quorum || !policy.logs.length) throw new Invalid("bad_policy", { line: 0 });
    return policy;
  }

  async function takeLine(policy, line, words) {
    const [what, name] = words, many = words.length;
    const known = (one) => policy.witnesses.has(one) || policy.groups.has(one);
    const free = name !== "none" && !known(name);
    if (what === "log" && (many === 2 || many === 3)) {
      policy.logs.push(await freshKey(policy, line, name, [ED25519, ML_DSA_44]));
    } else if (what === "witness" && (many === 3 || many === 4) && free) {
      policy.witnesses.set(name, await freshKey(policy, line, words[2], [COSIGNATURE, ML_DSA_44]));
    } else if (what === "group" && many > 3 && free) {
      policy.groups.set(name, readGroup(policy, line, words[2], words.slice(3), known));
    } else if (what === "quorum" && many === 2 && !policy.quorum && (name === "none" || known(name))) {
      policy.quorum = name;
    } else {
      throw new Invalid("bad_policy", { line });
    }
  }

  async function freshKey(policy, line, text, kinds) {
    const key = await readKey(text);
    const others = [...policy.logs, ...policy.witnesses.values()];
    if (!kinds.includes(key.kind) || others.some((one) => same(one.raw, key.raw))) {
      throw new Invalid("bad_policy", { line });
    }
    return key;
  }

  function readGroup(policy, line, many, members, known) {
    const least = { any: 1, all: members.length }[many] ?? Number(number(many));
    const fresh = new Set(members).size === members.length && !members.some((one) => policy.placed.has(one));
    if (!(fresh && members.every(known) && least >= 1 && least <= members.length)) {
      throw new Invalid("bad_policy", { line });
    }
    members.forEach((one) => policy.placed.add(one));
    return { least, members };
  }

  function holds(policy, name, seen) {
    if (name === "none") return true;
    if (policy.witnesses.has(name)) return seen.has(name);
    const group = policy.groups.get(name);
    return group.members.filter((one) => holds(policy, one, seen)).length >= group.least;
  }

  // Who stands behind the head; refused when no listed log does, or a known line is wrong.
  async function standingOf(policy, note, since, now) {
    const listed = [...policy.logs.map((key) => [null, key]), ...policy.witnesses];
    const logs = [], seen = new Map();
    for (const one of note.signatures) {
      const found = listed.findLast(([, key]) => key.name === one.name && key.id === one.id);
      if (!found) continue;
      const moment = await requireVerified(found[1], one.content, note.head);
      if (found[0] !== null) seen.set(found[0], moment);
      else if (found[1].name === note.head.origin) logs.push([found[1], moment]);
    }
    if (!logs.length) throw new Invalid("no_log_signed", { origin: note.head.origin });
    const times = policy.quorum === "none" ? newestOfEach(logs) : seen;
    const fresh = new Map([...times].filter(([, at]) => since === null || (at >= since && at <= now + MAX_CLOCK_AHEAD)));
    return {
      logs: [...new Set(logs.map(([key]) => key.name))],
      witnesses: [...seen.keys()].sort(),
      hasQuorum: holds(policy, policy.quorum, seen),
      isFresh: since === null || (policy.quorum === "none" ? fresh.size > 0 : holds(policy, policy.quorum, fresh)),
    };
  }

  function newestOfEach(logs) {
    const times = new Map();
    for (const [key, at] of logs) {
      if (!times.has(key.name) || times.get(key.name) < at) times.set(key.name, at);
    }
    return times;
  }

  // --- The verdict ------------------------------------------------------------------------------

  // {exit, said: [[code, facts], ...], steps}: as ``liushui-verify receipt`` with this policy.
  async function judge(receiptBytes, policyBytes, { now, within = null } = {}) {
    const steps = { form: "", signature: "", inclusion: "", fields: "", witnesses: "" };
    const second = now ?? Math.floor(Date.now() / 1000);
    const since = within === null ? null : second - 3600 * within;
    try {
      await requireAble();
      const policy = await readPolicy(policyBytes);
      const receipt = await readReceipt(receiptBytes);
      steps.form = "held";
      const standing = await standingOf(policy, receipt.note, since, second);
      steps.signature = "held";
      const { head } = receipt.note;
      const leaf = await sha256(joined([0], receipt.leafBytes));
      if (!await isIncluded(leaf, receipt.index, head.size, receipt.proof, head.root)) {
        throw new Invalid("not_included", { index: receipt.index, size: head.size });
      }
      steps.inclusion = "held";
      steps.fields = receipt.shown.length ? "held" : "unshown";
      steps.witnesses = policy.quorum === "none" ? "none" : standing.hasQuorum && standing.isFresh ? "held" : "failed";
      return verdict(standing, seenOf(receipt, standing), steps);
    } catch (error) {
      if (error instanceof Unable) return { exit: UNABLE, said: [[error.code, {}]], steps };
      if (!(error instanceof Invalid)) throw error;
      steps[stepOf(error.code)] = "failed";
      return { exit: INVALID, said: [["invalid", {}], [error.code, error.facts]], steps };
    }
  }

  function stepOf(code) {
    if (["bad_signature", "no_log_signed", "signed_twice"].includes(code)) return "signature";
    return { not_included: "inclusion", not_disclosed: "fields" }[code] ?? "form";
  }

  function verdict(standing, seen, steps) {
    if (!standing.hasQuorum) return { exit: NO_QUORUM, said: [["no_quorum", {}], ...seen], steps };
    if (!standing.isFresh) return { exit: STALE, said: [["stale", {}], ...seen], steps };
    return { exit: OK, said: [["receipt_holds", {}], ...seen], steps };
  }

  const COMMON = new Set(["v", "k", "org", "no", "d", "sd"]);

  function seenOf(receipt, standing) {
    const { leaf } = receipt;
    const record = { index: receipt.index, size: receipt.note.head.size, kind: leaf.k, org: leaf.org, no: leaf.no, day: leaf.d };
    const names = (list) => list.map(tame).join(", ");
    return [
      ["record", record],
      ...Object.keys(leaf).filter((name) => !COMMON.has(name)).map((name) => ["member", { name, value: spelt(leaf[name]) }]),
      ...receipt.shown.map(([name, value]) => ["shown", { name: tame(name), value: tame(spelt(value)) }]),
      ["signers", { logs: names(standing.logs), witnesses: names(standing.witnesses) || "-" }],
      ["limits", {}],
    ];
  }

  // Text of a stranger: what cannot be printed is shown as its number.
  const tame = (text) => text.replace(/[\p{C}\p{Zl}\p{Zp}\p{Zs}]/gu, (one) =>
    one === " " ? one : `\\u${one.codePointAt(0).toString(16).padStart(4, "0")}`);

  function spelt(value) {
    if (value === true) return "True";
    if (value === false) return "False";
    if (Array.isArray(value)) return `[${value.map((one) => (typeof one === "string" ? `'${one}'` : spelt(one))).join(", ")}]`;
    return isObject(value) ? JSON.stringify(value) : String(value);
  }

  // --- ML-DSA-44 (FIPS 204): verification only ---------------------------------------------------

  const Q = 8380417, N = 256, K = 4, L = 4, D = 13, TAU = 39, OMEGA = 80, BETA = 78;
  const GAMMA1 = 1 << 17, GAMMA2 = (Q - 1) / 88, LAMBDA_BYTES = 32;
  const ROTATIONS = [0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14];
  const MASK = (1n << 64n) - 1n;

  const ROUNDS = (() => {
    const found = [];
    let register = 1;
    for (let round = 0; round < 24; round += 1) {
      let constant = 0n;
      for (let bit = 0; bit < 7; bit += 1) {
        if (register & 1) constant |= 1n << ((1n << BigInt(bit)) - 1n);
        register = register & 0x80 ? ((register << 1) ^ 0x171) & 0xff : register << 1;
      }
      found.push(constant);
    }
    return found;
  })();

  const turned = (lane, by) => (by ? ((lane << BigInt(by)) | (lane >> BigInt(64 - by))) & MASK : lane);

  function keccak(state) {
    for (const constant of ROUNDS) {
      const column = [0, 1, 2, 3, 4].map((x) => state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20]);
      for (let x = 0; x < 5; x += 1) {
        const change = column[(x + 4) % 5] ^ turned(column[(x + 1) % 5], 1);
        for (let y = 0; y < 25; y += 5) state[x + y] ^= change;
      }
      const moved = new Array(25);
      for (let x = 0; x < 5; x += 1) {
        for (let y = 0; y < 5; y += 1) moved[y + 5 * ((2 * x + 3 * y) % 5)] = turned(state[x + 5 * y], ROTATIONS[x + 5 * y]);
      }
      for (let at = 0; at < 25; at += 1) {
        const row = at - (at % 5);
        state[at] = moved[at] ^ (~moved[row + ((at + 1) % 5)] & MASK & moved[row + ((at + 2) % 5)]);
      }
      state[0] ^= constant;
    }
  }

  // SHAKE128 has a rate of 168 bytes, SHAKE256 of 136; gives bytes for as long as one asks.
  function* shake(rate, message) {
    const padded = new Uint8Array((Math.floor(message.length / rate) + 1) * rate);
    padded.set(message);
    padded[message.length] ^= 0x1f;
    padded[padded.length - 1] ^= 0x80;
    const state = new Array(25).fill(0n), view = new DataView(padded.buffer);
    for (let at = 0; at < padded.length; at += rate) {
      for (let lane = 0; lane < rate / 8; lane += 1) state[lane] ^= view.getBigUint64(at + 8 * lane, true);
      keccak(state);
    }
    for (;;) {
      for (let lane = 0; lane < rate / 8; lane += 1) {
        for (let byte = 0n; byte < 64n; byte += 8n) yield Number((state[lane] >> byte) & 0xffn);
      }
      keccak(state);
    }
  }

  const take = (stream, many) => Uint8Array.from({ length: many }, () => stream.next().value);
  const shake256 = (message, many) => take(shake(136, message), many);

  const ZETAS = (() => {
    const power = (exponent) => {
      let found = 1;
      for (let step = 0; step < exponent; step += 1) found = (found * 1753) % Q;
      return found;
    };
    return Array.from({ length: N }, (_, at) => power(parseInt(at.toString(2).padStart(8, "0").split("").reverse().join(""), 2)));
  })();
  const modulo = (value) => ((value % Q) + Q) % Q;

  function ntt(poly) {
    const w = poly.map(modulo);
    let at = 0;
    for (let half = 128; half >= 1; half >>= 1) {
      for (let start = 0; start < N; start += 2 * half) {
        const zeta = ZETAS[at += 1];
        for (let j = start; j < start + half; j += 1) {
          const t = (zeta * w[j + half]) % Q;
          w[j + half] = modulo(w[j] - t);
          w[j] = (w[j] + t) % Q;
        }
      }
    }
    return w;
  }

  function back(poly) {
    const w = poly.slice();
    let at = N;
    for (let half = 1; half < N; half *= 2) {
      for (let start = 0; start < N; start += 2 * half) {
        const zeta = Q - ZETAS[at -= 1];
        for (let j = start; j < start + half; j += 1) {
          const t = w[j];
          w[j] = (t + w[j + half]) % Q;
          w[j + half] = (zeta * modulo(t - w[j + half])) % Q;
        }
      }
    }
    return w.map((one) => (one * 8347681) % Q);
  }

  // Whole numbers of so many bits each, the least first.
  function unpacked(bytes, bits) {
    const found = [];
    let held = 0, many = 0;
    for (const byte of bytes) {
      held += byte * 2 ** many;
      many += 8;
      while (many >= bits) {
        found.push(held % 2 ** bits);
        held = Math.floor(held / 2 ** bits);
        many -= bits;
      }
    }
    return found;
  }

  function parts(bytes, many) {
    const size = bytes.length / many;
    return Array.from({ length: many }, (_, at) => bytes.slice(at * size, (at + 1) * size));
  }

  function expanded(rho) {
    const poly = (row, column) => {
      const stream = shake(168, joined(rho, [column, row])), found = [];
      while (found.length < N) {
        const [low, middle, high] = take(stream, 3);
        const value = low + middle * 256 + (high & 0x7f) * 65536;
        if (value < Q) found.push(value);
      }
      return found;
    };
    return Array.from({ length: K }, (_, row) => Array.from({ length: L }, (_unused, column) => poly(row, column)));
  }

  const KEYS = new Map(); // what follows from a key alone
  function expandedKey(raw) {
    const name = hex(raw);
    if (!KEYS.has(name)) {
      const t = parts(raw.slice(32), K).map((one) => ntt(unpacked(one, 10).map((value) => (value * 2 ** D) % Q)));
      KEYS.set(name, { matrix: expanded(raw.slice(0, 32)), t, digest: shake256(raw, 64) });
    }
    return KEYS.get(name);
  }

  function hints(bytes) {
    const found = Array.from({ length: K }, () => new Array(N).fill(0));
    let at = 0;
    for (let row = 0; row < K; row += 1) {
      const end = bytes[OMEGA + row];
      if (end < at || end > OMEGA) return null;
      for (const first = at; at < end; at += 1) {
        if (at > first && bytes[at - 1] >= bytes[at]) return null;
        found[row][bytes[at]] = 1;
      }
    }
    return bytes.slice(at, OMEGA).every((one) => one === 0) ? found : null;
  }

  function ball(seed) {
    const stream = shake(136, seed), signs = unpacked(take(stream, 8), 1), found = new Array(N).fill(0);
    for (let at = N - TAU; at < N; at += 1) {
      let j = stream.next().value;
      while (j > at) j = stream.next().value;
      found[at] = found[j];
      found[j] = signs[at + TAU - N] ? -1 : 1;
    }
    return found;
  }

  function hinted(hint, value) {
    let low = value % (2 * GAMMA2);
    if (low > GAMMA2) low -= 2 * GAMMA2;
    let high = (value - low) / (2 * GAMMA2);
    if (value - low === Q - 1) { high = 0; low -= 1; }
    if (!hint) return high;
    return (high + (low > 0 ? 1 : 43)) % 44;
  }

  function mlDsa44(raw, signature, message) {
    const { matrix, t, digest } = expandedKey(raw);
    const seed = signature.slice(0, LAMBDA_BYTES);
    const z = parts(signature.slice(LAMBDA_BYTES, -OMEGA - K), L).map((one) => unpacked(one, 18).map((value) => GAMMA1 - value));
    const h = hints(signature.slice(-OMEGA - K));
    if (!h || z.some((poly) => poly.some((one) => Math.abs(one) >= GAMMA1 - BETA))) return false;
    const mu = shake256(joined(digest, [0, 0], message), 64);
    const c = ntt(ball(seed)), zHat = z.map(ntt);
    const packed = [];
    for (let row = 0; row < K; row += 1) {
      const sum = Array.from({ length: N }, (_, at) => {
        const whole = matrix[row].reduce((total, poly, column) => total + ((poly[at] * zHat[column][at]) % Q), 0);
        return modulo(whole - ((c[at] * t[row][at]) % Q));
      });
      const w = back(sum).map((value, at) => hinted(h[row][at], value));
      for (let at = 0; at < N; at += 4) {
        const four = w[at] + w[at + 1] * 64 + w[at + 2] * 4096 + w[at + 3] * 262144;
        packed.push(four & 0xff, (four >> 8) & 0xff, (four >> 16) & 0xff);
      }
    }
    return same(shake256(joined(mu, Uint8Array.from(packed)), LAMBDA_BYTES), seed);
  }

  // --- Words ------------------------------------------------------------------------------------

  const WORDS = {
    receipt_holds: ["属实：这条记录在公示日志中，一字未改，并有足够多的见证方作证。",
      "It holds: the record stands in the public log, unchanged, and enough witnesses saw it."],
    no_quorum: ["已记入日志，但见证方不够：目前只有日志自己的签名可凭，不能排除别人看到的是另一本账。",
      "Logged, but too few witnesses: only the log's own signature stands behind it, so others may have been shown another log."],
    stale: ["不够新：没有足够多的见证方在您要求的时间内作证，可能给您看的是旧账。",
      "Stale: too few witnesses signed within the time you asked for; this may be an old view."],
    invalid: ["不成立：", "It does not hold:"],
    record: ["记录：第 {index} 条（共 {size} 条），种类 {kind}，机构 {org}，编号 {no}，日期 {day}。",
      "Record: entry {index} of {size}, kind {kind}, organisation {org}, number {no}, day {day}."],
    member: ["公开内容：{name} = {value}", "In clear: {name} = {value}"],
    shown: ["持有人出示（由摘要证实）：{name} = {value}", "Shown by the holder, proven by its digest: {name} = {value}"],
    signers: ["日志签名：{logs}；见证方：{witnesses}。", "Signed by the log {logs}; witnesses: {witnesses}."],
    limits: ["日志证明的是谁在何时作了什么陈述、此后未改；不证明物资确已送到。",
      "The log proves who stated what and when, unchanged since; not that goods arrived."],
    bad_number: ["数字写法不合规。", "A number is not in its one spelling."],
    bad_base64: ["Base64 写法不合规。", "Base64 is not in its one spelling."],
    bad_json: ["JSON 不是规范写法。", "JSON is not in its canonical bytes."],
    bad_key: ["公钥不合规：{name}", "This is no acceptable key: {name}"],
    bad_note: ["签名文本格式不对。", "This is no signed checkpoint."],
    bad_signature: ["{name} 的签名不对。", "The signature of {name} is wrong."],
    signed_twice: ["同一签名出现两次。", "A signature stands twice."],
    bad_receipt: ["收据格式不对。", "This is no receipt of the log."],
    bad_leaf: ["记录的字节不合规。", "The record's bytes are not of the common form."],
    bad_policy: ["信任策略文件第 {line} 行不对（0 表示整份文件）。", "The policy file is wrong in line {line} (0: as a whole)."],
    no_log_signed: ["您信任的日志都没有签这个日志头（{origin}）。", "None of the logs that you trust signed this head ({origin})."],
    not_included: ["记录不在它所称的位置（第 {index} 条，共 {size} 条）：内容、位置或证明被改过。",
      "The record is not where it claims to be (entry {index} of {size}): content, place or proof was altered."],
    not_disclosed: ["出示的字段与记录里的摘要对不上。", "A field that is shown does not stand behind any digest of the record."],
    no_ed25519: ["无法核验：这个浏览器不支持 Ed25519 签名。请换用较新的 Chrome、Edge、Firefox 或 Safari，或用 liushui-verify。",
      "Cannot tell: this browser has no Ed25519. Use a newer Chrome, Edge, Firefox or Safari, or liushui-verify."],
    no_webcrypto: ["无法核验：这样打开的页面用不了浏览器的加密功能。请把本页存到本机打开，或用 https 地址打开。",
      "Cannot tell: opened like this, the page may not use the browser's cryptography. Save it and open the file, or use an https address."],
    no_policy: ["请先填写您信任谁（日志的公钥）。", "Say first whom you trust: the log's keys."],
  };
  const STEPS = {
    form: ["格式", "Form"], signature: ["日志签名", "Signature of the log"], inclusion: ["在日志中的位置", "Place in the log"],
    fields: ["出示的字段", "Fields shown"], witnesses: ["见证方", "Witnesses"],
  };
  const STATES = {
    held: ["成立", "holds"], failed: ["不成立", "does not hold"], none: ["未要求", "not asked for"], unshown: ["没有出示", "none shown"], "": ["未核到这一步", "not reached"],
  };
  const filled = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => String(facts[name]));
  const told = (said, language) => said.map(([code, facts]) => filled(WORDS[code][language], facts));

  globalThis.liushuiVerify = { judge, told, words: WORDS };

  // --- The page ---------------------------------------------------------------------------------

  const STYLE = `
    :root { color-scheme: light dark; --ink: #16262c; --paper: #f6f6f2; --surface: #fff; --line: #c9d0cf; --azurite: #14577a; --used: #1b7354; --danger: #a8322a; --mind: #7f5300; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e7edeb; --paper: #0f191d; --surface: #162429; --line: #44565d; --azurite: #7fbddc; --used: #6fc9a3; --danger: #f2938a; --mind: #ebc57f; } }
    body { margin: 0; font: 1rem/1.7 system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; color: var(--ink); background: var(--paper); }
    main { max-width: 42rem; margin: auto; padding: 1.5rem 1rem 4rem; }
    h1 { font-size: 1.6rem; line-height: 1.4; margin: 0; } h2 { font-size: 1.15rem; line-height: 1.4; margin: 2rem 0 .5rem; }
    p { margin: .5rem 0; } [lang="en"] { font-size: .9375rem; } .fine { font-size: .875rem; opacity: .85; }
    .drop { display: block; margin: .5rem 0; padding: 2rem 1rem; text-align: center; background: var(--surface); border: 2px dashed var(--azurite); border-radius: 12px; }
    .drop.over { border-style: solid; } .drop input { display: block; margin: 1rem auto 0; max-width: 100%; font: inherit; min-height: 44px; }
    textarea, input[type="number"] { box-sizing: border-box; width: 100%; font: .875rem/1.5 ui-monospace, monospace; color: inherit; background: var(--surface); border: 1px solid #77868c; border-radius: 8px; padding: .5rem; }
    input[type="number"] { width: 8rem; min-height: 44px; } textarea { min-height: 8rem; overflow-wrap: anywhere; }
    :focus-visible { outline: 3px solid #0b6ba0; outline-offset: 2px; }
    .verdict { margin: 1rem 0; padding: 1rem; background: var(--surface); border: 1px solid var(--line); border-inline-start: .5rem solid var(--mind); border-radius: 12px; overflow-wrap: anywhere; }
    .verdict.exit-0 { border-inline-start-color: var(--used); } .verdict.exit-1 { border-inline-start-color: var(--danger); }
    .verdict h3 { font-size: 1.05rem; margin: 0; } .verdict ul { margin: .5rem 0; padding-inline-start: 1.2rem; }
    table { width: 100%; border-collapse: collapse; } th { padding-inline-end: 1rem; width: 60%; } th, td { text-align: start; padding-block: .25rem; padding-inline-start: 0; border-block-end: 1px solid var(--line); font-weight: normal; vertical-align: top; }
  `;

  function made(name, text = "", attributes = {}) {
    const one = document.createElement(name);
    one.textContent = text;
    for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
    return one;
  }

  function show(place, file, report) {
    const box = made("section", "", { class: `verdict exit-${report.exit}`, "data-exit": String(report.exit) });
    box.append(made("h3", file));
    for (const [language, code] of [["zh-Hans", 0], ["en", 1]]) {
      const [first, ...rest] = told(report.said, code);
      const part = made("div", "", { lang: language });
      const list = made("ul");
      list.append(...rest.map((line) => made("li", line)));
      part.append(made("p", first), list);
      box.append(part);
    }
    if (report.steps) box.append(stepsTable(report.steps));
    place.replaceChildren(box);
    box.scrollIntoView?.({ block: "nearest" });
  }

  function stepsTable(steps) {
    const table = made("table");
    table.append(made("caption", "逐项核验 · Step by step", { class: "fine" }));
    for (const [step, state] of Object.entries(steps)) {
      const row = made("tr"), name = made("th", STEPS[step].join(" · "), { scope: "row" });
      row.append(name, made("td", STATES[state].join(" · "), { "data-step": step, "data-state": state }));
      table.append(row);
    }
    return table;
  }

  function begin() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    document.adoptedStyleSheets = [sheet];
    const find = (name) => document.getElementById(name);
    const [drop, input, policy, hours, place] = ["drop", "file", "policy", "within", "result"].map(find);
    let last = null;

    const check = async (file) => {
      last = file ?? last;
      if (!last) return;
      if (!policy.value.trim()) {
        show(place, last.name, { exit: UNABLE, said: [["no_policy", {}]] });
        return;
      }
      const within = hours.value.trim() ? Number(hours.value) : null;
      const bytes = new Uint8Array(await last.arrayBuffer());
      show(place, last.name, await judge(bytes, encode(policy.value), { within }));
    };

    find("needs-script").remove();
    input.addEventListener("change", () => check(input.files[0]));
    policy.addEventListener("change", () => check());
    hours.addEventListener("change", () => check());
    drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      check(event.dataTransfer.files[0]);
    });
  }

  if (globalThis.document?.getElementById("result")) begin();
})();
