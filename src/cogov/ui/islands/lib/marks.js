// Signs of reports on the map: each tone has a shape and a mark of its own, so that colour never speaks alone.

const RATIO = 2; // drawn at double size for sharp screens
const SIZE = 30; // CSS pixels
const SHAPES = {
  info: { shape: "circle", mark: "dot" },
  progress: { shape: "square", mark: "bar" },
  success: { shape: "circle", mark: "check" },
  warning: { shape: "triangle", mark: "bang" },
  danger: { shape: "diamond", mark: "bang" },
  quiet: { shape: "circle", mark: "none" },
  accent: { shape: "circle", mark: "dot" },
};

function outline(pen, shape) {
  pen.beginPath();
  if (shape === "circle") pen.arc(15, 15, 11, 0, 2 * Math.PI);
  else if (shape === "square") pen.roundRect(5, 5, 20, 20, 5);
  else if (shape === "diamond") [[15, 2.5], [27.5, 15], [15, 27.5], [2.5, 15]].forEach(([x, y]) => pen.lineTo(x, y));
  else [[15, 3], [27.5, 25], [2.5, 25]].forEach(([x, y]) => pen.lineTo(x, y));
  pen.closePath();
}

function mark(pen, kind, low) {
  pen.beginPath();
  if (kind === "dot") {
    pen.arc(15, 15, 3.5, 0, 2 * Math.PI);
    pen.fill();
  } else if (kind === "bar") {
    pen.moveTo(10.5, 15);
    pen.lineTo(19.5, 15);
  } else if (kind === "check") {
    pen.moveTo(10, 15.2);
    pen.lineTo(13.6, 18.8);
    pen.lineTo(20.2, 11.6);
  } else if (kind === "bang") {
    pen.moveTo(15, 9.5 + low);
    pen.lineTo(15, 15.5 + low);
    pen.moveTo(15, 19.6 + low);
    pen.lineTo(15, 19.8 + low);
  }
  pen.stroke();
}

// Image data for the map engine, one for each tone.
export function marks(scope) {
  const css = getComputedStyle(scope);
  const ink = css.getPropertyValue("--surface").trim();
  return Object.entries(SHAPES).map(([tone, { shape, mark: kind }]) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SIZE * RATIO;
    const pen = canvas.getContext("2d");
    pen.scale(RATIO, RATIO);
    pen.lineJoin = pen.lineCap = "round";
    outline(pen, shape);
    pen.fillStyle = css.getPropertyValue(tone === "accent" ? "--accent" : `--${tone}`).trim();
    pen.fill();
    pen.lineWidth = 2;
    pen.strokeStyle = ink;
    pen.stroke();
    pen.fillStyle = ink;
    pen.lineWidth = 2.6;
    mark(pen, kind, shape === "triangle" ? 1.5 : 0);
    return { id: `tone-${tone}`, image: pen.getImageData(0, 0, canvas.width, canvas.height), options: { pixelRatio: RATIO } };
  });
}
