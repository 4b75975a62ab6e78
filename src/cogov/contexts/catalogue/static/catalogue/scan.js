// Reads the QR of an order with the camera, where the browser can; the form beside it always works.
const box = document.querySelector("[data-scan]");
const form = document.querySelector("[data-scan-form]");
const LOOK_EVERY = 150; // ms; a hand holds still for half a second

const able = async () =>
  "BarcodeDetector" in window &&
  navigator.mediaDevices?.getUserMedia &&
  (await BarcodeDetector.getSupportedFormats()).includes("qr_code");

const watch = async (start, view, denied) => {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    denied.hidden = false;
    return;
  }
  start.hidden = true;
  view.hidden = false;
  view.srcObject = stream;
  await view.play();
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const stop = () => stream.getTracks().forEach((track) => track.stop());
  const look = async () => {
    const [found] = await detector.detect(view).catch(() => []);
    if (!found) return setTimeout(look, LOOK_EVERY);
    stop();
    form.elements.code.value = found.rawValue;
    form.requestSubmit();
  };
  addEventListener("pagehide", stop, { once: true });
  look();
};

if (box && form && (await able().catch(() => false))) {
  box.hidden = false;
  const [view, start, denied] = ["view", "start", "denied"].map((name) => box.querySelector(`[data-scan-${name}]`));
  start.addEventListener("click", () => watch(start, view, denied));
}
