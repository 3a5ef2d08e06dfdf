// The dashboard of all HW group devices, and the graph of a reading, for the frontend.

const DOMAIN = "hwgroup";

// --- The dashboard: one line of configuration, made anew whenever it has to be

const REGISTRIES = ["entities", "devices", "areas"];
const activeAlerts = new WeakMap();
const known = new Map();

// The sensor with the list of the alerts, looked up once for each state of the registry.
const alertsOf = (hass) => {
  if (!activeAlerts.has(hass.entities)) {
    const sensor = Object.values(hass.entities).find(
      ({ platform, translation_key: key }) => platform === DOMAIN && key === "active_alerts",
    );
    activeAlerts.set(hass.entities, sensor?.entity_id);
  }
  return hass.states[activeAlerts.get(hass.entities)];
};

// Which devices come first; their order is no matter.
const alerting = (state) =>
  [...new Set(state?.attributes.alerts?.map(({ device }) => device))].sort().join("\n");

// The view that is shown already where nothing in it has changed: it is not drawn anew.
const same = (view) => {
  const text = JSON.stringify(view);
  const before = known.get(view.path);
  if (before?.text === text) return before.view;
  known.set(view.path, { text, view });
  return view;
};

const dashboard = () => class extends HTMLElement {
  static noEditor = true;

  static async generate(_config, hass) {
    const { response } = await hass.callService(
      DOMAIN, "get_dashboard", { language: hass.language }, undefined, false, true,
    );
    return { ...response, views: response.views.map(same) };
  }

  static shouldRegenerate(_config, before, now) {
    if (REGISTRIES.some((name) => before[name] !== now[name])) return true;
    const [was, is] = [alertsOf(before), alertsOf(now)];
    return was !== is && alerting(was) !== alerting(is);
  }

  static getCreateSuggestions() {
    return { title: "HW group", icon: "mdi:thermometer-lines" };
  }
};

const hassNow = () => document.querySelector("home-assistant")?.hass;

window.customStrategies ??= [];
window.customStrategies.push({
  type: DOMAIN,
  strategyType: "dashboard",
  name: "HW group",
  get description() {
    return hassNow()?.localize(`component.${DOMAIN}.common.dashboard`) ?? "";
  },
});

// Its words are needed where dashboards are added, and nowhere else.
const loadWords = () => {
  if (!location.pathname.startsWith("/config/lovelace")) return;
  const hass = hassNow();
  if (hass) hass.loadBackendTranslation("common", DOMAIN);
  else setTimeout(loadWords, 500);
};
window.addEventListener("location-changed", loadWords);
loadWords();

// --- The graph: the last day of a reading between its limits

const HOUR = 3_600_000;
const HOURS = 24;
const HEIGHT = 88;
// The line of the times below it.
const FOOT = 16;
const RENEW_AFTER = HOUR / 12;
// A limit that is further away than so many times the height of the line is not drawn.
const FAR = 4;
const COLORS = {
  critical: "var(--error-color)",
  warning: "var(--warning-color)",
  information: "var(--info-color)",
};
const NO_COLOR = "var(--secondary-text-color)";

const STYLE = `
  ha-card { padding: 10px 12px 6px; cursor: pointer; overflow: hidden; }
  ha-card:focus-visible { outline: 2px solid var(--primary-color); }
  .head { display: flex; justify-content: space-between; gap: 12px; align-items: baseline; }
  .name { font-weight: 500; overflow-wrap: anywhere; }
  .value { font-size: 1.3em; white-space: nowrap; }
  svg { display: block; width: 100%; height: ${HEIGHT + FOOT}px; }
  text {
    font-size: 11px; fill: var(--secondary-text-color);
    paint-order: stroke; stroke: var(--ha-card-background, var(--card-background-color)); stroke-width: 3px;
  }
  .line { fill: none; stroke: var(--state-icon-color, var(--primary-color)); stroke-width: 2; }
  .band { opacity: 0.16; }
  .limit { stroke-width: 1; stroke-dasharray: 4 3; }
  .tick { stroke: var(--divider-color); }
`;

const number = (text) => (text === "" || Number.isNaN(Number(text)) ? undefined : Number(text));

const graph = () => class extends HTMLElement {
  #config;
  #hass;
  #state;
  #points = [];
  #limits = [];
  #loadedAt = 0;
  #visible = false;
  #parts;
  #watchers = [];

  setConfig(config) {
    if (!config.entity) throw new Error("Specify an entity");
    this.#config = config;
  }

  getCardSize() {
    return 3;
  }

  getGridOptions() {
    return { columns: 12, rows: "auto", min_columns: 6 };
  }

  set hass(hass) {
    this.#hass = hass;
    const state = hass.states[this.#config.entity];
    if (state !== this.#state) {
      this.#state = state;
      if (state) this.#points.push([Date.now(), number(state.state)]);
      this.#draw();
    }
    this.#renew();
  }

  connectedCallback() {
    this.#build();
    const seen = new IntersectionObserver((entries) => {
      this.#visible = entries.some(({ isIntersecting }) => isIntersecting);
      this.#renew();
    });
    const sized = new ResizeObserver(() => this.#draw());
    this.#watchers = [seen, sized];
    for (const watcher of this.#watchers) watcher.observe(this);
  }

  disconnectedCallback() {
    for (const watcher of this.#watchers) watcher.disconnect();
    this.#visible = false;
  }

  #build() {
    if (this.#parts) return;
    const root = this.attachShadow({ mode: "open" });
    root.innerHTML = `<style>${STYLE}</style>
      <ha-card tabindex="0" role="button">
        <div class="head"><span class="name"></span><span class="value"></span></div>
        <svg></svg>
      </ha-card>`;
    const [card, name, value, plot] = ["ha-card", ".name", ".value", "svg"].map((selector) =>
      root.querySelector(selector),
    );
    this.#parts = { card, name, value, plot };
    card.addEventListener("click", () => this.#open());
    card.addEventListener("keydown", ({ key }) => key === "Enter" && this.#open());
  }

  #open() {
    const detail = { entityId: this.#config.entity };
    this.dispatchEvent(
      new CustomEvent("hass-more-info", { bubbles: true, composed: true, detail }),
    );
  }

  // Only what somebody looks at is asked for, and again after a while.
  async #renew() {
    if (!this.#visible || !this.#hass || Date.now() - this.#loadedAt < RENEW_AFTER) return;
    this.#loadedAt = Date.now();
    const { entity } = this.#config;
    const [history, { limits }] = await Promise.all([
      this.#hass.callWS({
        type: "history/history_during_period",
        start_time: new Date(Date.now() - HOURS * HOUR).toISOString(),
        entity_ids: [entity],
        minimal_response: true,
        no_attributes: true,
        significant_changes_only: false,
      }),
      this.#hass.callWS({ type: `${DOMAIN}/limits`, entity_id: entity }),
    ]);
    this.#points = (history[entity] ?? []).map(({ s, lu, lc }) => [(lc ?? lu) * 1000, number(s)]);
    this.#limits = limits;
    this.#draw();
  }

  #severityOf(value) {
    const crossed = this.#limits.filter((limit) =>
      limit.above ? value > limit.value : value < limit.value,
    );
    return Object.keys(COLORS).find((name) => crossed.some(({ severity }) => severity === name));
  }

  #draw() {
    if (!this.#parts || !this.#hass) return;
    const { name, value, plot, card } = this.#parts;
    const state = this.#state;
    name.textContent = state
      ? this.#hass.formatEntityName(state, this.#config.name ?? { type: "entity" })
      : this.#config.entity;
    value.textContent = state ? this.#hass.formatEntityState(state) : "–";
    value.style.color = COLORS[this.#severityOf(number(state?.state))] ?? "";
    card.setAttribute("aria-label", `${name.textContent}: ${value.textContent}`);
    const width = plot.clientWidth;
    if (width) plot.innerHTML = this.#plot(width, Date.now());
  }

  // All that is put into the text of it is a number, a color, or escaped.
  #plot(width, end) {
    const start = end - HOURS * HOUR;
    const values = this.#points.map(([, value]) => value).filter((value) => value !== undefined);
    if (!values.length) return "";
    let [low, high] = [Math.min(...values), Math.max(...values)];
    const reach = FAR * Math.max(high - low, Math.abs(high) / 20, 0.5);
    const drawn = this.#limits.filter(
      ({ value }) => value > low - reach && value < high + reach,
    );
    for (const { value } of drawn) [low, high] = [Math.min(low, value), Math.max(high, value)];
    const margin = (high - low || 1) * 0.12;
    [low, high] = [low - margin, high + margin];
    const x = (time) => ((Math.max(time, start) - start) / (end - start)) * width;
    const y = (value) => HEIGHT - ((value - low) / (high - low)) * HEIGHT;
    return [
      ...drawn.map((limit) => this.#band(limit, y, width)),
      ...this.#ticks(start, end, x, width),
      `<path class="line" d="${this.#path(x, y, width)}"/>`,
      ...this.#labels(drawn, y, width),
    ].join("");
  }

  #band({ value, above, severity }, y, width) {
    const color = COLORS[severity] ?? NO_COLOR;
    const [top, bottom] = above ? [0, y(value)] : [y(value), HEIGHT];
    return `<rect class="band" width="${width}" y="${top}" height="${bottom - top}" fill="${color}"/>
      <line class="limit" x2="${width}" y1="${y(value)}" y2="${y(value)}" stroke="${color}"/>`;
  }

  // A value holds until the next one; more than one in a column of pixels are a stroke.
  #path(x, y, width) {
    let path = "";
    let before;
    let column;
    for (const [time, value] of this.#points) {
      const at = x(time).toFixed(1);
      if (value === undefined) {
        if (before !== undefined) path += `H${at}`;
      } else if (before === undefined) {
        path += `M${at},${y(value).toFixed(1)}`;
      } else if (value !== before) {
        path += `${at === column ? "" : `H${at}`}V${y(value).toFixed(1)}`;
      }
      [before, column] = [value, at];
    }
    return before === undefined ? path : `${path}H${width}`;
  }

  #ticks(start, end, x, width) {
    const { language, time_format: format, time_zone: zone } = this.#hass.locale;
    const text = new Intl.DateTimeFormat(language, {
      hour: "2-digit",
      minute: "2-digit",
      hour12: { 12: true, 24: false }[format],
      timeZone: zone === "server" ? this.#hass.config.time_zone : undefined,
    });
    const step = 6 * HOUR;
    const offset = new Date(start).getTimezoneOffset() * 60_000;
    const first = Math.ceil((start - offset) / step) * step + offset;
    const times = [];
    for (let time = first; time < end; time += step) times.push(time);
    return times.map((time) => {
      const at = x(time);
      const anchor = at < 28 ? "start" : width - at < 28 ? "end" : "middle";
      return `<line class="tick" x1="${at}" x2="${at}" y2="${HEIGHT}"/>
        <text x="${at}" y="${HEIGHT + 12}" text-anchor="${anchor}">${text.format(time)}</text>`;
    });
  }

  // The numbers of the limits, as far as they do not hide each other.
  #labels(limits, y, width) {
    const taken = [];
    return limits.map(({ value, above }) => {
      const at = Math.min(Math.max(y(value) + (above ? -3 : 11), 10), HEIGHT - 2);
      if (taken.some((other) => Math.abs(other - at) < 11)) return "";
      taken.push(at);
      const text = document.createElement("i");
      text.textContent = this.#hass.formatEntityState(this.#state, String(value));
      return `<text x="${width - 2}" y="${at}" text-anchor="end">${text.innerHTML}</text>`;
    });
  }
};

// Not before the application has started: it brings another registry of elements, and
// another base class, which know nothing of what was defined before.
customElements.whenDefined("home-assistant").then(() => {
  customElements.define("ll-strategy-dashboard-hwgroup", dashboard());
  customElements.define("hwgroup-graph", graph());
});
