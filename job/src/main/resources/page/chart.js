const SVG = 'http://www.w3.org/2000/svg';
const LEFT = 58, RIGHT = 10, TOP = 8, BOTTOM = 22;
const STEPS = [1e3, 5e3, 15e3, 60e3, 3e5, 9e5, 36e5, 108e5, 216e5, 432e5, 864e5, 1728e5, 6048e5, 2592e6, 31536e6];

const tick = value => value < 1e-3 ? value.toExponential(0) : value.toLocaleString('en', value >= 1e5 ? { notation: 'compact' } : {});

/** A point: [event time ms, score, limit, floor, p-value, anomaly]; score, limit, floor and p-value may be null. */
export class Chart {
  constructor(box, inspected) {
    this.box = box;
    this.inspected = inspected;
    this.points = [];
    this.cursor = null;
    this.svg = box.appendChild(document.createElementNS(SVG, 'svg'));
    this.grid = this.add('path', 'grid');
    this.labels = this.add('g', '');
    this.threshold = this.add('path', 'threshold');
    this.values = this.add('path', 'values');
    this.anomalies = this.add('path', 'anomalies');
    this.line = this.add('path', 'cursor');
    new ResizeObserver(() => this.later()).observe(box);
    box.addEventListener('mousemove', e => this.inspect(this.nearest(e.clientX - box.getBoundingClientRect().left), false));
    box.addEventListener('mouseleave', () => this.inspect(null, false));
    box.addEventListener('blur', () => this.inspect(null, false));
    box.addEventListener('keydown', e => this.key(e));
  }

  add(name, style) {
    const node = this.svg.appendChild(document.createElementNS(SVG, name));
    if (style) node.setAttribute('class', style);
    return node;
  }

  show(points) {
    this.points = points.filter(p => p[1] !== null);
    if (this.cursor !== null && this.cursor >= this.points.length) this.cursor = null;
    this.later();
  }

  later() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => { this.waiting = false; this.draw(); });
  }

  key(e) {
    const last = this.points.length - 1, at = this.cursor === null ? last + 1 : this.cursor;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, PageUp: at - 20, PageDown: at + 20, Home: 0, End: last }[e.key];
    if (e.key === 'Escape') this.inspect(null, true);
    if (to === undefined || last < 0) return;
    e.preventDefault();
    this.inspect(Math.max(0, Math.min(last, to)), true);
  }

  inspect(index, byKey) {
    this.cursor = index;
    this.inspected(index === null ? null : this.points[index], byKey);
    this.later();
  }

  nearest(x) {
    let best = null, distance = Infinity;
    this.points.forEach((p, i) => {
      const d = Math.abs(this.x(p[0]) - x);
      if (d < distance) { distance = d; best = i; }
    });
    return best;
  }

  /** Scores may be negative. Their distance from the lowest possible score is not, so a log scale can show it. */
  scale() {
    const known = this.points.filter(p => p[3] !== null);
    const floor = known.length ? known[known.length - 1][3] : Math.min(...this.points.map(p => p[1])) - 1;
    this.above = (p, nats) => nats - (p[3] === null ? floor : p[3]);
    let low = Infinity, high = 0;
    for (const p of this.points) {
      for (const nats of [p[1], p[2]]) {
        if (nats === null) continue;
        const a = this.above(p, nats);
        if (a > 0) low = Math.min(low, a);
        high = Math.max(high, a);
      }
    }
    if (!(high > 0)) { low = 0.1; high = 1; }
    low = Math.max(low, high / 1e7);
    const pad = Math.max(0.05, 0.06 * Math.log10(high / low));
    this.low = Math.log10(low) - pad;
    this.high = Math.log10(high) + pad;
    this.from = this.points[0][0];
    this.to = this.points[this.points.length - 1][0];
  }

  x(millis) {
    const wide = this.width - LEFT - RIGHT;
    return LEFT + (this.to > this.from ? (millis - this.from) / (this.to - this.from) * wide : wide / 2);
  }

  y(above) {
    const log = Math.max(this.low, above > 0 ? Math.log10(above) : this.low);
    return TOP + (this.high - log) / (this.high - this.low) * (this.height - TOP - BOTTOM);
  }

  draw() {
    this.width = this.box.clientWidth;
    this.height = this.box.clientHeight;
    this.svg.setAttribute('viewBox', `0 0 ${this.width} ${this.height}`);
    this.labels.replaceChildren();
    if (!this.points.length) {
      for (const path of [this.grid, this.threshold, this.values, this.anomalies, this.line]) path.setAttribute('d', '');
      return;
    }
    this.scale();
    this.drawGrid();
    let values = '', limit = '', dots = '', pen = 'M';
    for (const p of this.points) {
      const x = this.x(p[0]).toFixed(1), y = this.y(this.above(p, p[1])).toFixed(1);
      values += (values ? 'L' : 'M') + x + ' ' + y;
      if (p[2] === null) { pen = 'M'; } else { limit += pen + x + ' ' + this.y(this.above(p, p[2])).toFixed(1); pen = 'L'; }
      if (p[5]) dots += `M${x} ${y}m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0`;
    }
    this.values.setAttribute('d', values);
    this.threshold.setAttribute('d', limit);
    this.anomalies.setAttribute('d', dots);
    const p = this.cursor === null ? null : this.points[this.cursor];
    this.line.setAttribute('d', p ? `M${this.x(p[0])} ${TOP}V${this.height - BOTTOM}` : '');
  }

  drawGrid() {
    let grid = '';
    const right = this.width - RIGHT, bottom = this.height - BOTTOM;
    for (const value of this.valueTicks()) {
      const y = this.y(value);
      grid += `M${LEFT} ${y}H${right}`;
      this.label(LEFT - 8, y + 4, 'end', tick(value));
    }
    const span = this.to - this.from;
    const step = STEPS.find(s => span / s <= Math.max(2, (right - LEFT) / 85)) || STEPS[STEPS.length - 1];
    const shown = step >= 864e5 ? [0, 10] : span > 864e5 ? [5, 16] : step < 60e3 ? [11, 19] : [11, 16];
    for (let t = Math.ceil(this.from / step) * step; t <= this.to; t += step) {
      const x = this.x(t);
      grid += `M${x} ${TOP}V${bottom}`;
      if (x < right - 30 && x > LEFT + 20) this.label(x, this.height - 6, 'middle', new Date(t).toISOString().slice(...shown).replace('T', ' '));
    }
    this.grid.setAttribute('d', grid);
  }

  valueTicks() {
    const decades = this.high - this.low, ticks = [];
    const every = Math.max(1, Math.ceil(decades / 6));
    const within = decades < 2.2 ? [1, 2, 5] : [1];
    for (let d = Math.floor(this.low); d <= this.high; d += every) {
      for (const digit of within) {
        const log = d + Math.log10(digit);
        if (log >= this.low && log <= this.high) ticks.push(Number((digit * 10 ** d).toPrecision(2)));
      }
    }
    return ticks;
  }

  label(x, y, anchor, text) {
    const node = this.labels.appendChild(document.createElementNS(SVG, 'text'));
    node.setAttribute('x', x);
    node.setAttribute('y', y);
    node.setAttribute('text-anchor', anchor);
    node.textContent = text;
  }
}
