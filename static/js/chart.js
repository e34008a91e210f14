// A control chart, drawn by Plotly in the colours of the page. Plotly's <b> would set a style
// attribute, which the policy refuses, so weight is always a property of the font.
//
// The part is an empty element with data-plotly (the address of the library). Its figures stand in
// the JSON script of the same id with "-data" behind it:
//
//   {
//     "unit": "Minutes, median per month",   said above the axis; a short one ("%", "min") reads best
//     "points": [{
//       "label": "May 2024",                 the period, unique; a second line of the axis may hold its year
//       "value": 47.5,                       or null where the period has no figure
//       "said": "47.5",                      that figure as people read it
//       "judgement": "common",               common, improvement, concern, high or low
//       "cause": "outside limits"            or null
//     }, …],                                 oldest first
//     "mean": 47.4, "lower_limit": 39.9, "upper_limit": 54.8,    or null: a series too short for them
//     "target": [42, 42, …],                 one per point, null where there was none
//     "said": {"mean": "47.42", "lower_limit": "39.95", "upper_limit": "54.83", "target": "42"}
//   }                                        the lines there are, written so that different ones differ

const NARROW = matchMedia("(width < 640px)");
const DARK = matchMedia("(prefers-color-scheme: dark)");
const HEIGHT = { wide: 392, narrow: 330 };
const MARGIN = { wide: { l: 46, t: 34, b: 42 }, narrow: { l: 30, t: 34, b: 42 } };
const NAMES = {
  wide: { size: 13, letter: 7, upper: "Upper limit", lower: "Lower limit" },
  narrow: { size: 12, letter: 6.4, upper: "Upper", lower: "Lower" },
};
const APART = 17; // px between the names of two lines
const CROWDED = 10; // px a figure needs, or else the marks shrink
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
  const names = ["accent", "better", "card", "common", "ink", "soft", "worse"];
  const found = Object.fromEntries(names.map((name) => [name, token(name)]));
  const sans = getComputedStyle(document.body).fontFamily;
  probe.remove();
  return { ...found, sans };
}

/** Stretches of equal target, as [first index, last index, value]. */
function stretches(targets) {
  const found = [];
  targets.forEach((value, index) => {
    const last = found.at(-1);
    if (value === null) return;
    if (last?.[2] === value && last[1] === index - 1) last[1] = index;
    else found.push([index, index, value]);
  });
  return found;
}

/** Lowest and highest figure with some air: never forced down to zero. */
function reach(data) {
  const figures = [...data.points.map((point) => point.value), ...data.target, data.mean, data.lower_limit, data.upper_limit]
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

/** The lines behind the figures, with a name and a figure for each. */
function lines(data, color, { upper, lower }) {
  const { said } = data;
  const across = { type: "line", layer: "below", xref: "paper", x0: 0, x1: 1 };
  const level = (value, line) => ({ ...across, y0: value, y1: value, line });
  const shapes = [];
  const names = [];
  if (data.mean !== null) {
    const limit = { color: color.common, width: 1.5, dash: "3px,4px" };
    shapes.push(
      { ...across, type: "rect", y0: data.lower_limit, y1: data.upper_limit, fillcolor: color.common, opacity: 0.09, line: { width: 0 } },
      level(data.lower_limit, limit),
      level(data.upper_limit, limit),
      level(data.mean, { color: color.ink, width: 1.5 }),
    );
    names.push(
      { value: data.upper_limit, text: `${upper} ${said.upper_limit}`, color: color.soft },
      { value: data.mean, text: `Mean ${said.mean}`, color: color.ink, weight: 600 },
      { value: data.lower_limit, text: `${lower} ${said.lower_limit}`, color: color.soft },
    );
  }
  const aims = stretches(data.target);
  for (const [first, last, value] of aims) {
    const ends = { xref: "x", x0: first - 0.5, x1: last + 0.5 };
    shapes.push({ ...level(value, { color: color.accent, width: 2, dash: "9px,5px" }), ...ends });
  }
  const aim = aims.at(-1);
  if (aim?.[1] === data.points.length - 1) {
    names.push({ value: aim[2], text: `Target ${said.target}`, color: color.accent, weight: 600 });
  }
  return { shapes, names };
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
  const margin = { ...MARGIN[size], r: longest * NAMES[size].letter + 10 };
  const room = width - margin.l - margin.r;
  const shrink = data.points.length * CROWDED > room ? 0.6 : 1;
  const unit = {
    text: data.unit, showarrow: false, font: { color: color.soft },
    xref: "paper", x: 0, xanchor: "left", xshift: 4 - margin.l, yref: "paper", y: 1, yanchor: "bottom", yshift: 10,
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
    margin, height: HEIGHT[size], showlegend: false, hovermode: "x unified", dragmode: false,
    hoverlabel: { bgcolor: color.card, bordercolor: color.common, font: { color: color.ink } },
    xaxis: { ...axis, type: "category", range: [-0.5, data.points.length - 0.5], showspikes: false, ...ticks(data.points, room) },
    yaxis: { ...axis, range, nticks: 6, automargin: true, ticklabelstandoff: 6, separatethousands: true, exponentformat: "none" },
    shapes,
    annotations: [...beside(names, range, HEIGHT[size] - margin.t - margin.b, NAMES[size].size), unit],
  };
  return [[trace], layout, CONFIG];
}

/** Draw a chart, and again when the colours or the shape of the window change. */
export default async function start(part) {
  const data = JSON.parse(document.getElementById(`${part.id}-data`).textContent);
  const Plotly = await plotly(part.dataset.plotly);
  const draw = () => Plotly.react(part, ...figure(data, part.clientWidth, tokens(part)));
  draw();
  DARK.addEventListener("change", draw);
  NARROW.addEventListener("change", draw);
}
