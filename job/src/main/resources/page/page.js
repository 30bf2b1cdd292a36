import { Chart } from './chart.js';

// Keys, features and reasons come from a stream that anybody may write to: they only ever become text.
const $ = id => document.getElementById(id);
// Alerts from before the page was opened are listed, not announced.
const BEFORE_MILLIS = 3000;
const KEPT = { points: 900, alerts: 100, history: 100 };
// One picture and no updates: for a screenshot, a printer or a script that waits until nothing is loading any more.
const ONCE = new URLSearchParams(location.search).has('once');
let source, chosen = null, points = [], pointsAt = 0, totals = null, helloAt = 0;
const rows = new Map();

const chart = new Chart($('chart'), (point, byKey) => {
  $('readout').setAttribute('aria-live', byKey ? 'polite' : 'off');
  readout(point);
});

function node(name, text, style) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (style) made.className = style;
  return made;
}
const count = n => n.toLocaleString('en');
const time = ms => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
const percent = share => number(share * 100) + ' %';
function number(x) {
  if (x === null || x === undefined) return '–';
  const size = Math.abs(x);
  if (size >= 1e7 || (size > 0 && size < 1e-3)) return x.toExponential(1);
  if (size >= 1000) return x.toLocaleString('en', { maximumFractionDigits: 0 });
  return String(Number(x.toPrecision(size >= 1 ? 4 : 3)));
}

function connect(key) {
  if (source) source.close();
  const query = (ONCE ? ['once'] : []).concat(key === null ? [] : ['key=' + encodeURIComponent(key)]).join('&');
  source = new EventSource('events' + (query ? '?' + query : ''));
  const on = (name, take) => source.addEventListener(name, e => take(JSON.parse(e.data)));
  on('hello', hello);
  on('totals', showTotals);
  on('state', showState);
  on('points', message => addPoints(message.points));
  on('alerts', message => message.alerts.forEach(addAlert));
  on('history', message => message.history.forEach(addHistory));
  on('end', () => {
    source.close();
    status('live', 'as of ' + time(Date.now()));
  });
  source.onerror = () => {
    status('away', 'no connection, trying again');
    // After an answer that is not an event stream the browser does not try again by itself.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => connect(chosen), 3000);
  };
}

function status(state, text) {
  if ($('status').textContent === text) return;
  $('status').dataset.state = state;
  $('status').textContent = text;
}

/** Clears the page: the server sends everything again from the beginning. */
function hello(message) {
  $('detector').textContent = message.detector;
  document.title = message.detector + ' · Elbow';
  $('no-scores').hidden = message.scores;
  for (const id of ['chart', 'readout', 'choose']) $(id).hidden = !message.scores;
  document.querySelector('.legend').hidden = !message.scores;
  $('no-events').hidden = message.events;
  points = [];
  totals = null;
  helloAt = Date.now();
  rows.forEach(row => row.remove());
  rows.clear();
  $('no-alerts').hidden = false;
  empty($('history'), 3);
  chart.show(points);
  readout(null);
}

function empty(body, columns) {
  const row = node('tr', undefined, 'empty');
  row.appendChild(node('td', 'none yet')).colSpan = columns;
  body.replaceChildren(row);
}

function showTotals(now) {
  status('live', 'live');
  $('scored').textContent = count(now.scored);
  const seconds = totals ? (now.at - totals.at) / 1000 : 0;
  $('per-second').textContent = seconds > 0 ? count(Math.round(Math.max(0, now.scored - totals.scored) / seconds)) + ' a second' : '';
  $('opened').textContent = count(now.alerts);
  $('flagged').textContent = now.flagged === null ? '–' : percent(now.flagged);
  $('promised').textContent = now.promised === null ? '' : 'since this model; promised: ' + percent(now.promised);
  $('dead').textContent = count(now.rejected + now.late);
  $('dead-why').textContent = `${count(now.rejected)} rejected, ${count(now.late)} late` + (now.warming_up ? `; ${count(now.warming_up)} warming up` : '');
  $('model').textContent = now.model === null ? '–' : now.model;
  $('limit').textContent = now.threshold === null ? 'no limit yet' : 'limit ' + number(now.threshold) + ' nats';
  totals = now;
}

function showState(state) {
  $('problem').hidden = state.problem === null;
  $('problem').textContent = state.problem || '';
  $('skipped').hidden = state.skipped === 0;
  $('skipped').textContent = `The stream is faster than this page reads: ${count(state.skipped)} scores are not drawn or counted here.`;
  if (state.key !== null && state.key !== chosen) {
    chosen = state.key;
    if (document.activeElement !== $('key')) $('key').value = chosen;
  }
  $('keys').replaceChildren(...state.top.map(top => { const o = node('option'); o.value = top.key; return o; }));
  if (state.top.length) showTop(state.top);
  const quiet = (Date.now() - pointsAt) / 1000;
  $('scale').textContent = points.length === 0 ? '' : quiet > 10
    ? `no score of this key for ${Math.round(quiet)} s` : 'event time, UTC; nats above the least attainable score, log scale';
}

/** Reuses the rows, so that the focus stays where it is. */
function showTop(top) {
  const body = $('top');
  if (body.querySelector('.empty')) body.replaceChildren();
  while (body.rows.length > top.length) body.lastChild.remove();
  top.forEach((key, i) => {
    const row = body.rows[i] || body.appendChild(topRow());
    const [name, anomalies, alerts, score] = row.cells;
    name.firstChild.textContent = key.key || '(no key)';
    name.firstChild.title = key.key;
    name.firstChild.dataset.key = key.key;
    name.lastChild.hidden = !key.open;
    anomalies.textContent = count(key.anomalies);
    alerts.textContent = count(key.alerts);
    score.textContent = number(key.score);
    if (key.key === chosen) row.setAttribute('aria-current', 'true'); else row.removeAttribute('aria-current');
  });
}

function topRow() {
  const row = node('tr');
  const name = row.appendChild(node('td'));
  name.append(keyButton(''), node('span', 'open incident', 'tag'));
  for (let i = 0; i < 3; i++) row.appendChild(node('td', '', 'n'));
  return row;
}

function keyButton(key) {
  const button = node('button', key || '(no key)');
  button.type = 'button';
  button.title = key;
  button.dataset.key = key;
  return button;
}

function addPoints(added) {
  points = points.concat(added).slice(-KEPT.points);
  pointsAt = Date.now();
  chart.show(points);
  if (chart.cursor === null) readout(null);
}

function readout(point) {
  const shown = point || points[points.length - 1];
  const box = $('readout');
  if (!shown) { box.replaceChildren(node('span', 'waiting for a score', 'quiet')); return; }
  const score = node('b', number(shown[1]), shown[5] ? 'bad' : '');
  const said = node('span', 'score ');
  said.append(score, shown[5] ? ' anomaly' : '');
  box.replaceChildren(said, node('span', 'limit ' + number(shown[2])), node('span', 'p ' + number(shown[4])), node('span', time(shown[0]) + ' UTC', 'quiet'));
}

function addAlert(alert) {
  const known = rows.get(alert.incident);
  if (known) {
    // The closing message has the incident's highest severity.
    known.querySelector('.severity').replaceChildren(...severity(alert));
    return;
  }
  const body = alertBody(alert);
  const later = [...$('alerts').tBodies].find(other => other.dataset.at !== undefined && Number(other.dataset.at) <= alert.at);
  $('alerts').insertBefore(body, later || null);
  rows.set(alert.incident, body);
  $('no-alerts').hidden = true;
  if (rows.size > KEPT.alerts) {
    const [oldest] = [...rows].reduce((a, b) => Number(a[1].dataset.at) <= Number(b[1].dataset.at) ? a : b);
    rows.get(oldest).remove();
    rows.delete(oldest);
  }
  if (alert.status === 'open' && Date.now() - helloAt > BEFORE_MILLIS) {
    $('announce').textContent = `${alert.severity} alert on ${alert.key}, score ${number(alert.score)}`;
  }
}

function alertBody(alert) {
  const body = node('tbody');
  body.dataset.at = alert.at;
  const features = alert.features.length ? alert.features : [null];
  const most = Math.max(...alert.features.map(f => f.excess || 0));
  features.forEach((feature, i) => {
    const row = body.appendChild(node('tr'));
    if (i === 0) alertCells(alert).forEach(cell => { cell.rowSpan = features.length; row.appendChild(cell); });
    const name = row.appendChild(node('td', feature ? feature.name : '–', 'feature'));
    if (!feature) { name.colSpan = 4; return; }
    name.title = feature.name;
    row.append(node('td', number(feature.value), 'n'), node('td', number(feature.expected), 'n expected'));
    const excess = row.appendChild(node('td', number(feature.excess), 'n excess'));
    excess.style.backgroundSize = `${most > 0 ? Math.max(0, feature.excess || 0) / most * 100 : 0}% 100%`;
  });
  return body;
}

function alertCells(alert) {
  const key = node('td', undefined, 'key');
  key.appendChild(keyButton(alert.key));
  const how = node('td', undefined, 'severity');
  how.append(...severity(alert));
  const score = node('td', number(alert.score), 'n judged');
  if (alert.smoothed !== alert.score) score.append(node('span', 'average ' + number(alert.smoothed), 'state'));
  return [node('td', time(alert.at)), key, how, score, node('td', number(alert.threshold), 'n limit')];
}

function severity(alert) {
  return [node('span', alert.severity, alert.severity === 'critical' ? 'critical' : 'warning'), node('span', alert.status, 'state')];
}

function addHistory(entry) {
  const body = $('history');
  if (body.querySelector('.empty')) body.replaceChildren();
  const head = node('tr', undefined, 'head');
  head.append(node('td', time(entry.at)), node('td', entry.what), node('td', entry.model || '–'));
  head.dataset.at = entry.at;
  const detail = node('tr');
  detail.appendChild(node('td', entry.detail || '', 'detail')).colSpan = 3;
  const later = [...body.querySelectorAll('.head')].find(other => Number(other.dataset.at) <= entry.at);
  body.insertBefore(head, later || null);
  head.after(detail);
  while (body.rows.length > 2 * KEPT.history) body.lastChild.remove();
}

function choose(wanted) {
  // Half a surrogate pair cannot be part of a URL.
  const key = wanted.toWellFormed ? wanted.toWellFormed() : wanted;
  chosen = key;
  $('key').value = key;
  history.replaceState(null, '', '#' + encodeURIComponent(key));
  connect(key);
}

document.addEventListener('click', e => {
  const button = e.target.closest('button[data-key]');
  if (button) choose(button.dataset.key);
});
$('choose').addEventListener('submit', e => { e.preventDefault(); choose($('key').value); });

if (location.hash.length > 1) {
  try { chosen = decodeURIComponent(location.hash.slice(1)); $('key').value = chosen; } catch (e) { chosen = null; }
}
connect(chosen);
