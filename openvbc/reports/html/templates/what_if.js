"use strict";
// Exact numbers: [digits as BigInt, exponent], 34 digits, halves away from zero, as the engine has them.
const PRECISION = 34, DUST = [1n, -18];
const ten = n => 10n ** BigInt(n);
function fit([m, e], digits = PRECISION) {
  const negative = m < 0n; let a = negative ? -m : m; const extra = a.toString().length - digits;
  if (a !== 0n && extra > 0) {
    const p = ten(extra); let q = a / p; if (2n * (a % p) >= p) q += 1n;
    a = q; e += extra; if (a.toString().length > digits) { a /= 10n; e += 1; }
  }
  return [negative ? -a : a, e];
}
function align(a, b) {
  return a[1] === b[1] ? [a[0], b[0], a[1]] : a[1] > b[1] ? [a[0] * ten(a[1] - b[1]), b[0], b[1]] : [a[0], b[0] * ten(b[1] - a[1]), a[1]];
}
const add = (a, b) => { const [x, y, e] = align(a, b); return fit([x + y, e]); };
const minus = a => [-a[0], a[1]];
const subtract = (a, b) => add(a, minus(b));
const multiply = (a, b) => fit([a[0] * b[0], a[1] + b[1]]);
function sign(a, b) { const [x, y] = align(a, b); return x < y ? -1 : x > y ? 1 : 0; }
function divide(a, b) {
  if (sign(b, DUST) < 0 && sign(b, minus(DUST)) > 0) throw new Error("division by zero");
  if (a[0] === 0n) return [0n, 0];
  const shift = Math.max(0, PRECISION + 3 + b[0].toString().length - a[0].toString().length);
  const n = a[0] * ten(shift); let q = n / b[0];
  const rest = n % b[0];
  // One more digit that is never a half tells that something is left.
  if (rest !== 0n) q = q * 10n + ((n < 0n) !== (b[0] < 0n) ? -1n : 1n); else q *= 10n;
  return fit([q, a[1] - b[1] - shift - 1]);
}
function roundTo(a, places) {
  if (a[1] >= -places) return a;
  const p = ten(-places - a[1]), negative = a[0] < 0n; const v = negative ? -a[0] : a[0];
  let q = v / p; if (2n * (v % p) >= p) q += 1n;
  return [negative ? -q : q, -places];
}
const rounded = (a, places) => roundTo(roundTo(a, 18), places);
function number(text) {
  const found = /^([-+]?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (!found || !(found[2] || found[3])) return undefined;
  const digits = BigInt((found[2] || "") + (found[3] || "") || "0");
  return [found[1] === "-" ? -digits : digits, -(found[3] || "").length];
}
function plain([m, e]) {
  const negative = m < 0n; let digits = (negative ? -m : m).toString();
  if (e >= 0) return (negative ? "-" : "") + digits + "0".repeat(m === 0n ? 0 : e);
  digits = digits.padStart(1 - e, "0");
  const text = digits.slice(0, e) + "." + digits.slice(e);
  return (negative && m !== 0n ? "-" : "") + text.replace(/\.?0+$/, "");
}
const value = data => data === null || typeof data === "boolean" ? data : number(data);
const near = (a, b) => sign(subtract(a, b), DUST);

// The walk down a worksheet, operation by operation as the engine has it; null is absent.
const OPERATIONS = {
  "+": ([a, b]) => add(a, b), "-": ([a, b]) => subtract(a, b), "*": ([a, b]) => multiply(a, b), "/": ([a, b]) => divide(a, b),
  ">=": ([a, b]) => sign(subtract(a, b), minus(DUST)) > 0, "<=": ([a, b]) => sign(subtract(a, b), DUST) < 0,
  ">": ([a, b]) => sign(subtract(a, b), DUST) >= 0, "<": ([a, b]) => sign(subtract(a, b), minus(DUST)) <= 0,
  all_of: v => v.every(Boolean), any_of: v => v.some(Boolean),
  least: v => v.reduce((a, b) => sign(b, a) < 0 ? b : a), greatest: v => v.reduce((a, b) => sign(b, a) > 0 ? b : a),
  multiplied: v => v.reduce(multiply, [1n, 0]),
};
class Walk {
  constructor(sheet, set, outcomes) { this.sheet = sheet; this.set = set; this.outcomes = outcomes; this.values = {}; this.lines = {}; for (const line of sheet.lines) this.lines[line.name] = line; }
  run() { for (const line of this.sheet.lines) this.values[line.name] = this.line(line); return this.values; }
  keys(axes) { return axes.reduce((found, axis) => found.flatMap(key => this.sheet.axes[axis].keys.map(each => [...key, each])), [[]]); }
  line(line) {
    if (line.streams) return Object.fromEntries(this.keys(line.axes).map(([key]) => [key, this.outcomes[key]]));
    if (line.name in this.set) return this.set[line.name];
    if ("value" in line) return held(line.value);
    if (!line.formula) return null;
    if (!line.axes.length) return this.formula(line.formula, {});
    const found = {};
    for (const key of this.keys(line.axes)) found[key.join("\t")] = this.formula(line.formula, Object.fromEntries(line.axes.map((axis, i) => [axis, key[i]])));
    return found;
  }
  formula(f, place) {
    if (typeof f === "string") {
      const axes = this.lines[f].axes, v = this.values[f];
      return axes.length ? v[axes.map(axis => place[axis]).join("\t")] : v;
    }
    if ("c" in f) return value(f.c);
    const at = place_ => this.formula(f.a[0], place_), keys = f.over ? this.sheet.axes[f.over].keys : [];
    switch (f.o) {
      case "when": { const c = this.formula(f.a[0], place); return c === null ? null : this.formula(f.a[c ? 1 : 2], place); }
      case "at": return at({ ...place, [f.over]: f.member });
      case "following": { const i = keys.indexOf(place[f.over]) + 1; return i < keys.length ? at({ ...place, [f.over]: keys[i] }) : null; }
      case "by_member": return this.formula(f.a[f.branches[place[f.over]]], place);
      case "running_total": return this.running(f, place, keys);
      case "present": return this.formula(f.a[0], place) !== null;
      case "first_present": { const v = this.formula(f.a[0], place); return v !== null ? v : this.formula(f.a[1], place); }
    }
    const v = f.over ? keys.map(key => at({ ...place, [f.over]: key })) : f.a.map(each => this.formula(each, place));
    if (f.o === "total") { const there = v.filter(each => each !== null); return there.length ? there.reduce(add, [0n, 0]) : null; }
    if (v.some(each => each === null)) return null;
    if (f.o === "rounded") return rounded(v[0], f.places || 0);
    if (f.o === "lookup" || f.o === "interpolated") return this.read(f, v[0]);
    return OPERATIONS[f.o](v);
  }
  read(f, at) {
    const table = this.sheet.tables[f.table], bounds = table.bounds.map(number), column = table.columns[f.column].map(number), asked = add(at, DUST);
    let row = -1; bounds.forEach((bound, i) => { if (sign(bound, asked) <= 0) row = i; });
    if (row < 0) return null;
    if (f.o === "lookup" || row + 1 === bounds.length) return column[row];
    const rise = multiply(subtract(column[row + 1], column[row]), subtract(at, bounds[row]));
    return add(column[row], divide(rise, subtract(bounds[row + 1], bounds[row])));
  }
  running(f, place, keys) {
    const members = keys.map((key, i) => ({ i, key, v: this.formula(f.a[0], { ...place, [f.over]: key }), at: this.formula(f.a[1], { ...place, [f.over]: key }) }));
    const there = members.filter(each => each.v !== null && each.at !== null).map(each => ({ ...each, at: roundTo(each.at, 18) }));
    there.sort((a, b) => sign(a.at, b.at) || a.i - b.i);
    let total = null;
    for (const each of there) { total = total === null ? each.v : add(total, each.v); if (each.key === place[f.over]) return total; }
    return null;
  }
}
const held = data => data !== null && typeof data === "object" ? Object.fromEntries(Object.entries(data).map(([key, each]) => [key, value(each)])) : value(data);

// All streams in order: those below may take over the outcomes of those above.
function settle(data, changes) {
  const outcomes = {}, sheets = {}; let total = [0n, 0];
  for (const stream of data.streams) {
    const set = {};
    for (const [name, v] of Object.entries(changes)) {
      const [of, line, key] = name.split("/");
      if (of !== stream.name) continue;
      if (key === undefined) set[line] = v;
      else { const known = stream.sheet.lines.find(each => each.name === line); set[line] = { ...(set[line] || held(known.value)), [key]: v }; }
    }
    const values = new Walk(stream.sheet, set, outcomes).run();
    outcomes[stream.name] = values[stream.sheet.outcome]; sheets[stream.name] = values;
    if (outcomes[stream.name] === null) throw new Error("there is no payment at these figures");
    total = add(total, outcomes[stream.name]);
  }
  return { total, outcomes, sheets };
}

// What people read and write.
function grouped(text) { const [whole, part] = text.split("."); return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part === undefined ? "" : "." + part); }
function fixed(v, places) {
  const [m, e] = roundTo(v, places), negative = m < 0n;
  let digits = ((negative ? -m : m) * ten(Math.max(0, e + places))).toString().padStart(places + 1, "0");
  const text = places ? digits.slice(0, -places) + "." + digits.slice(-places) : digits;
  return (negative && m !== 0n ? "−" : "") + grouped(text);
}
function money(v) { const text = fixed(v, 2); return text.startsWith("−") ? "−$" + text.slice(1) : "$" + text; }
function shown(line, v) {
  if (v === null || v === undefined) return "absent";
  if (typeof v === "boolean") return v ? "yes" : "no";
  if (line.shown === "money") return money(v);
  if (line.shown === "rate") return fixed(multiply(v, [100n, 0]), 2) + "%";
  return fixed(v, line.places);
}
function written(line, v) { return v === null ? "" : line.shown === "rate" ? plain(multiply(v, [100n, 0])) + "%" : (line.shown === "money" ? "$" : "") + grouped(plain(v)); }
function understood(line, text) {
  const bare = text.replace(/[\s,$]/g, "").replace("−", "-");
  if (bare === "") return null;
  if (bare.endsWith("%")) { const v = number(bare.slice(0, -1)); return v && [v[0], v[1] - 2]; }
  return number(bare);
}
window.openvbc = { settle, number, plain, Walk };

const source = document.getElementById("what-if-data");
if (source) begin(JSON.parse(source.textContent));

function begin(data) {
  const fields = new Map(), changes = {}, byId = id => document.getElementById(id);
  const base = settle(data, {});
  const lineOf = name => { const [stream, line] = name.split("/"); return data.streams.find(each => each.name === stream).sheet.lines.find(each => each.name === line); };
  for (const field of document.querySelectorAll("[data-figure]")) {
    fields.set(field.dataset.figure, field);
    field.addEventListener("change", () => take(field));
    field.addEventListener("keydown", event => { if (event.key === "Enter") take(field); });
  }
  function initial(name) { const [, , key] = name.split("/"), line = lineOf(name), v = held(line.value); return key === undefined ? v : v[key]; }
  function put(field, v) { if (field.type === "checkbox") field.checked = v === true; else field.value = written(lineOf(field.dataset.figure), v); }
  function take(field) {
    const name = field.dataset.figure, line = lineOf(name);
    const v = field.type === "checkbox" ? field.checked : understood(line, field.value);
    field.setAttribute("aria-invalid", v === undefined || (v === null && initial(name) !== null));
    if (field.getAttribute("aria-invalid") === "true") { byId("trouble").textContent = `${line.label}: write a number`; return; }
    const old = initial(name);
    const same = v === old || (Array.isArray(v) && Array.isArray(old) && sign(v, old) === 0);
    if (same) delete changes[name]; else changes[name] = v;
    put(field, v); remember(); draw();
  }
  function remember() {
    const words = Object.entries(changes).map(([name, v]) => `${encodeURIComponent(name)}=${typeof v === "boolean" ? v : v === null ? "" : plain(v)}`);
    try { history.replaceState(null, "", "#" + words.join("&")); } catch (error) { location.hash = words.join("&"); }
  }
  function recall() {
    for (const name of Object.keys(changes)) delete changes[name];
    for (const word of location.hash.slice(1).split("&").filter(Boolean)) {
      const [name, text] = word.split("=").map(decodeURIComponent);
      if (fields.has(name)) changes[name] = text === "true" ? true : text === "false" ? false : text === "" ? null : number(text);
    }
    for (const [name, field] of fields) put(field, name in changes ? changes[name] : initial(name));
    draw();
  }
  function draw() {
    let now;
    try { now = settle(data, changes); byId("trouble").textContent = ""; }
    catch (error) { byId("trouble").textContent = `No payment: ${error.message}.`; return; }
    byId("payment").textContent = money(now.total); byId("payment").classList.toggle("owed", now.total[0] < 0n);
    byId("baseline").textContent = money(base.total);
    byId("difference").textContent = money(subtract(now.total, base.total));
    byId("payer").textContent = money(minus(now.total));
    for (const row of document.querySelectorAll("[data-line]")) {
      const [stream, name] = row.dataset.line.split("/"), line = lineOf(row.dataset.line);
      const before = base.sheets[stream][name], after = now.sheets[stream][name];
      row.children[1].textContent = shown(line, before); row.children[2].textContent = shown(line, after);
      row.classList.toggle("moved", shown(line, before) !== shown(line, after));
    }
    const changed = Object.keys(changes).map(name => `${lineOf(name).label}: ${name in changes ? shown(lineOf(name), changes[name]) : ""}`);
    byId("changed").textContent = changed.length ? `Changed: ${changed.join("; ")}.` : "Nothing is changed.";
    waterfall(now); curve(now);
  }
  const SVG = "http://www.w3.org/2000/svg";
  function element(name, attributes, text) { const made = document.createElementNS(SVG, name); for (const [key, each] of Object.entries(attributes)) made.setAttribute(key, each); if (text !== undefined) made.textContent = text; return made; }
  const float = v => Number(v[0]) * 10 ** v[1];
  function waterfall(now) {
    const picture = byId("waterfall"); picture.replaceChildren();
    const bars = [];
    for (const stream of data.streams) {
      let level = 0;
      for (const bar of stream.sheet.bars) {
        const v = now.sheets[stream.name][bar.line]; if (!Array.isArray(v)) continue;
        const amount = float(v), label = stream.sheet.lines.find(each => each.name === bar.line).label;
        const from = bar.role === "total" ? 0 : level, to = bar.role === "total" ? amount : bar.role === "minus" ? level - amount : level + amount;
        bars.push({ label, from, to, v, total: bar.role === "total" }); level = to;
      }
    }
    const low = Math.min(0, ...bars.map(each => Math.min(each.from, each.to))), high = Math.max(0, ...bars.map(each => Math.max(each.from, each.to))), x = v => 4 + 206 * (v - low) / (high - low || 1);
    bars.forEach((bar, i) => {
      const y = i * 40;
      picture.append(element("text", { x: 4, y: y + 13, class: "word" }, bar.label), element("text", { x: 316, y: y + 28, class: "word end" }, money(bar.v)));
      picture.append(element("rect", { x: Math.min(x(bar.from), x(bar.to)), y: y + 18, width: Math.max(1.5, Math.abs(x(bar.to) - x(bar.from))), height: 12, class: bar.total ? "whole" : "step" }));
    });
    picture.setAttribute("viewBox", `0 0 320 ${Math.max(40, bars.length * 40)}`);
  }
  function paid(scenario, factor) {
    const moved = { ...scenario };
    for (const name of data.spend) { const v = name in scenario ? scenario[name] : initial(name); if (Array.isArray(v)) moved[name] = multiply(v, factor); }
    try { return float(settle(data, moved).total); } catch (error) { return null; }
  }
  function curve() {
    const picture = byId("curve"); picture.replaceChildren();
    if (!data.spend.length) { byId("curve-block").hidden = true; return; }
    const steps = 96, at = Array.from({ length: steps + 1 }, (_, i) => [BigInt(8000 + i * 4000 / steps | 0), -4]);
    const lines = [["before", {}], ["after", changes]].map(([style, scenario]) => [style, at.map(factor => [float(factor), paid(scenario, factor)]).filter(each => each[1] !== null)]);
    const all = lines.flatMap(each => each[1].map(point => point[1])), low = Math.min(0, ...all), high = Math.max(0, ...all);
    const x = v => 8 + (v - 0.8) / 0.4 * 304, y = v => 150 - (v - low) / (high - low || 1) * 140;
    picture.append(element("line", { x1: 8, x2: 312, y1: y(0), y2: y(0), class: "axis" }), element("line", { x1: x(1), x2: x(1), y1: 8, y2: 152, class: "axis" }));
    for (const [style, points] of lines) {
      // A step steeper than a dollar for a dollar of one grid width is a cliff: the line is broken there.
      let path = ""; const cost = data.spend.reduce((sum, name) => { const v = initial(name); return Math.max(sum, Array.isArray(v) ? float(v) : 0); }, 0);
      points.forEach(([at_, v], i) => { const jump = i && Math.abs(v - points[i - 1][1]) > 1.02 * cost * (at_ - points[i - 1][0]); path += `${i && !jump ? "L" : "M"}${x(at_).toFixed(2)} ${y(v).toFixed(2)}`; });
      picture.append(element("path", { d: path, class: style }));
    }
    for (const [text, at_] of [["80% of the cost", 0.8], ["as it is", 1], ["120%", 1.2]]) picture.append(element("text", { x: x(at_), y: 168, class: "word" + (at_ === 1 ? " middle" : at_ > 1 ? " end" : "") }, text));
    picture.append(element("text", { x: 8, y: 10, class: "word" }, money([BigInt(Math.round(high)), 0])), element("text", { x: 8, y: 150, class: "word" }, money([BigInt(Math.round(low)), 0])));
  }
  byId("reset").addEventListener("click", () => { location.hash = ""; for (const name of Object.keys(changes)) delete changes[name]; recall(); });
  window.addEventListener("hashchange", recall);
  document.documentElement.classList.add("ready");
  recall();
}
