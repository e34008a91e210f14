// A control chart, drawn by Plotly in the colours of the page. Plotly's <b> would set a style
// attribute, which the policy refuses, so weight is always a property of the font.
//
// The part is an empty element with data-plotly (the address of the library). Its figures stand in
// the JSON script of the same id with "-data" behind it:
//
//   {
//     "unit": "Minutes, median per month",   said above the axis; a short one ("%", "min") reads best
//     "low": false,                          whether it is drawn with less height
//     "points": [{
//       "label": "May 2024",                 the period, unique; a second line of the axis may hold its year
//       "value": 47.5,                       or null where the period has no figure
//       "said": "47.5",                      that figure as people read it
//       "judgement": "common",               common, improvement, concern, high or low
//       "cause": "outside limits",           or null
//       "mean": 47.4, "lower_limit": 39.9, "upper_limit": 54.8,  or null: a stretch too short for them
//       "target": 42                         or null
//     }, …],                                 oldest first
//     "said": {"mean": "47.42", "lower_limit": "39.95", "upper_limit": "54.83", "target": "42"},
//                                            the latest lines, written so that different ones differ
//     "notes": [{"at": 17, "letter": "A", "said": "Oct 2025: kit trolley trial starts"}, …]
//   }                                        what happened, by the number of its point

const NARROW = matchMedia("(width < 640px)");
const DARK = matchMedia("(prefers-color-scheme: dark)");
const HEIGHT = { wide: 392, narrow: 330 };
const LOW = 190;
const MARGIN = { wide: { l: 46, t: 34, b: 42 }, narrow: { l: 30, t: 34, b: 42 } };
const NAMES = {
  wide: { size: 13, letter: 7, upper: "Upper limit", lower: "Lower limit" },
  narrow: { size: 12, letter: 6.4, upper: "Upper", lower: "Lower" },
};
const APART = 17; // px between the names of two lines
const CROWDED = 10; // px a figure needs, or else the marks shrink
const DISC = 22; // px from one letter to the next
const CONFIG = { displayModeBar: false, responsive: true };
const MARKS = {
  common: { symbol: "circle", size: 9, color: "common", words: "common cause" },
  improvement: { symbol: "diamond", size: 12, color: "better", words: "special cause, improving" },
  concern: { symbol: "diamond", size: 12, color: "worse", words: "special cause, concern" },
  high: { symbol: "diamond", size: 12, color: "ink", words: "special cause, higher" },
  low: { symbol: "diamond", size: 12, color: "ink", words: "special cause, lower" },
};

let library;

/** Plotly, fetched once for all charts of a page. */
function plotly(address) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.Plotly);
    script.onerror = reject;
    document.head.append(script);
  });
  return library;
}

/** The tokens as the page shows them now; asking a probe also settles light-dark(). */
function tokens(part) {
  const probe = document.createElement("span");
  part.append(probe);
  const token = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const names = ["accent", "better", "common", "ink", "soft", "worse"];
  const found = Object.fromEntries(names.map((name) => [name, token(name)]));
  probe.style.backgroundColor = "var(--card)"; // as a ground, so that forced colours keep it apart from ink
  found.card = getComputedStyle(probe).backgroundColor;
  const sans = getComputedStyle(document.body).fontFamily;
  probe.remove();
  return { ...found, sans };
}

/** Stretches of points at which all of some lines stay the same, as [first index, last index]. */
function stretches(points, ...names) {
  const found = [];
  points.forEach((point, index) => {
    const last = found.at(-1);
    if (point[names[0]] === null) return;
    const goesOn = last?.[1] === index - 1 && names.every((name) => points[index - 1][name] === point[name]);
    if (goesOn) last[1] = index;
    else found.push([index, index]);
  });
  return found;
}

/** Lowest and highest figure with some air: never forced down to zero. */
function reach(data) {
  const figures = data.points
    .flatMap((point) => [point.value, point.target, point.mean, point.lower_limit, point.upper_limit])
    .filter((figure) => figure !== null);
  const low = Math.min(...figures);
  const high = Math.max(...figures);
  const air = (high - low) * 0.1 || Math.abs(high) * 0.1 || 1;
  return [low - air, high + air];
}

/** Periods under the axis: few enough to be read, the year only where it changes. */
function ticks(points, room) {
  const every = Math.ceil(points.length / Math.max(2, Math.floor(room / 88)));
  const shown = points.map((point) => point.label).filter((_, index) => index % every === 0);
  let before = "";
  const text = shown.map((label) => {
    const [, period, year] = label.match(/^(.+?),? (\d{4})$/) ?? [null, label, ""];
    const second = year === before ? "" : year;
    before = year;
    return second ? `${period}<br>${second}` : period;
  });
  return { tickmode: "array", tickvals: shown, ticktext: text };
}

/** The lines behind the figures, stretch by stretch, and the names of the latest with their figures. */
function lines({ points, said }, color, { upper, lower }) {
  const limit = { color: color.common, width: 1.5, dash: "3px,4px" };
  const drawn = {
    lower_limit: limit,
    upper_limit: limit,
    mean: { color: color.ink, width: 1.5 },
    target: { color: color.accent, width: 2, dash: "9px,5px" },
  };
  const across = ([first, last]) => ({ layer: "below", xref: "x", x0: first - 0.5, x1: last + 0.5 });
  const shapes = stretches(points, "lower_limit", "upper_limit").map(([first, last]) => ({
    ...across([first, last]), type: "rect", y0: points[first].lower_limit, y1: points[first].upper_limit,
    fillcolor: color.common, opacity: 0.09, line: { width: 0 },
  }));
  for (const [name, line] of Object.entries(drawn)) {
    for (const [first, last] of stretches(points, name)) {
      shapes.push({ ...across([first, last]), type: "line", y0: points[first][name], y1: points[first][name], line });
    }
  }
  const latest = points.at(-1);
  const names = [
    { value: latest.upper_limit, text: `${upper} ${said.upper_limit}`, color: color.soft },
    { value: latest.mean, text: `Mean ${said.mean}`, color: color.ink, weight: 600 },
    { value: latest.lower_limit, text: `${lower} ${said.lower_limit}`, color: color.soft },
    { value: latest.target, text: `Target ${said.target}`, color: color.accent, weight: 600 },
  ].filter(({ value, text }) => value !== null && !text.endsWith("undefined"));
  return { shapes, names };
}

/** How far each note's disc is moved sideways, so that none covers another or leaves the chart. */
function asides(notes, count, room) {
  const wanted = notes.map(({ at }) => (at + 0.5) / count * room);
  const placed = [];
  for (const x of wanted) placed.push(Math.max(x, (placed.at(-1) ?? -Infinity) + DISC));
  let edge = room + DISC / 2;
  for (const last of [...placed.keys()].reverse()) edge = placed[last] = Math.min(placed[last], edge - DISC);
  return placed.map((x, index) => x - wanted[index]);
}

/** A letter in a disc above each note's point; the words beside it where there is room for them. */
function told(notes, points, color, room) {
  const shapes = [];
  const letters = [];
  const moved = asides(notes, points.length, room);
  for (const [index, { at, letter, said }] of notes.entries()) {
    const aside = moved[index];
    const disc = { xref: "x", xsizemode: "pixel", xanchor: at, yref: "paper", ysizemode: "pixel", yanchor: 1 };
    shapes.push(
      { type: "line", layer: "below", xref: "x", x0: at, x1: at, yref: "paper", y0: 0, y1: 1, line: { color: color.ink, width: 1, dash: "1px,4px" } },
      { ...disc, type: "circle", x0: aside - 10, x1: aside + 10, y0: 4, y1: 24, fillcolor: color.ink, line: { width: 0 } },
    );
    const placed = { showarrow: false, xref: "x", x: at, yref: "paper", y: 1, yanchor: "middle", yshift: 14 };
    letters.push({ ...placed, text: letter, xshift: aside, font: { color: color.card, weight: 600, size: 12 } });
    if (notes.length === 1 && (at / points.length) * room > said.length * 7.2 + 30) {
      letters.push({ ...placed, text: said, xshift: -16, xanchor: "right", font: { color: color.ink, weight: 600, size: 13 } });
    }
  }
  return { shapes, letters };
}

/** Names beside their lines, moved apart where lines come close. */
function beside(names, range, height, size) {
  const scale = height / (range[1] - range[0]);
  let floor = -Infinity;
  return names.sort((one, other) => one.value - other.value).map(({ value, text, color, weight = 400 }) => {
    const wanted = (value - range[0]) * scale;
    const placed = Math.max(wanted, floor + APART);
    floor = placed;
    return {
      text, showarrow: false, font: { color, weight, size },
      xref: "paper", x: 1, xanchor: "left", xshift: 4,
      y: value, yanchor: "middle", yshift: placed - wanted,
    };
  });
}

/** Everything Plotly needs, for this width and these colours. */
function figure(data, width, color) {
  const size = NARROW.matches ? "narrow" : "wide";
  const range = reach(data);
  const marks = data.points.map((point) => MARKS[point.judgement]);
  const { shapes, names } = lines(data, color, NAMES[size]);
  const longest = Math.max(0, ...names.map((name) => name.text.length));
  const discs = data.notes.length ? 26 : 0;
  const margin = { ...MARGIN[size], t: MARGIN[size].t + discs, r: longest * NAMES[size].letter + 10 };
  const height = (data.low ? LOW : HEIGHT[size]) + discs;
  const room = width - margin.l - margin.r;
  const happened = told(data.notes, data.points, color, room);
  const shrink = data.points.length * CROWDED > room ? 0.6 : 1;
  const unit = {
    text: data.unit, showarrow: false, font: { color: color.soft },
    xref: "paper", x: 0, xanchor: "left", xshift: 4 - margin.l, yref: "paper", y: 1, yanchor: "bottom", yshift: 10 + discs,
  };
  const axis = { showgrid: false, zeroline: false, showline: false, ticks: "", fixedrange: true };
  const trace = {
    type: "scatter", mode: "lines+markers", connectgaps: false,
    x: data.points.map((point) => point.label),
    y: data.points.map((point) => point.value),
    line: { color: color.common, width: 1.5, shape: "linear" },
    marker: {
      symbol: marks.map((mark) => mark.symbol), size: marks.map((mark) => mark.size * shrink),
      color: marks.map((mark) => color[mark.color]), opacity: 1, line: { color: color.card, width: 1.5 * shrink },
    },
    text: data.points.map((point, index) => point.value === null ? "" : [
      point.said, marks[index].words, point.cause,
    ].filter(Boolean).join(", ")),
    hovertemplate: "%{text}<extra></extra>",
  };
  const layout = {
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: color.sans, size: 13, color: color.soft },
    margin, height, showlegend: false, hovermode: "x unified", dragmode: false,
    hoverlabel: { bgcolor: color.card, bordercolor: color.common, font: { color: color.ink } },
    xaxis: { ...axis, type: "category", range: [-0.5, data.points.length - 0.5], showspikes: false, ...ticks(data.points, room) },
    yaxis: { ...axis, range, nticks: data.low ? 4 : 6, automargin: true, ticklabelstandoff: 6, separatethousands: true, exponentformat: "none" },
    shapes: [...shapes, ...happened.shapes],
    annotations: [...beside(names, range, height - margin.t - margin.b, NAMES[size].size), unit, ...happened.letters],
  };
  return [[trace], layout, CONFIG];
}

/** Draw a chart in the place of its still one, and again when the colours or the window change. */
export default async function start(part) {
  const data = JSON.parse(document.getElementById(`${part.id}-data`).textContent);
  const Plotly = await plotly(part.dataset.plotly);
  part.hidden = false; // it has a width only where it is seen
  document.getElementById(`${part.id}-still`).classList.add("still--drawn"); // it is printed
  const draw = () => Plotly.react(part, ...figure(data, part.clientWidth, tokens(part)));
  draw();
  DARK.addEventListener("change", draw);
  NARROW.addEventListener("change", draw);
}
