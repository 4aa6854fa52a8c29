/* Charts by Chart.js, in the colours of the style sheet. Each has a sentence that says what it shows. */

const drawn = [];

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
}

/** A chart in a box; configure makes its configuration anew whenever the colours change. */
function chart(id, sentence, configure) {
  const canvas = element('canvas', {id, role: 'img', 'aria-label': sentence});
  drawn.push({canvas, configure, chart: null});
  return element('div', {class: 'chart'}, canvas);
}

/** Draws what is on the page by now. */
function drawCharts() {
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.color = colour('muted');
  Chart.defaults.borderColor = colour('line');
  for (const each of drawn) {
    if (each.chart) {
      each.chart.destroy();
    }
    each.chart = new Chart(each.canvas, each.configure());
  }
}

/** Paper is light whatever the screen is. */
function followColours() {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawCharts);
  const onPaper = isPaper => () => {
    document.documentElement.toggleAttribute('data-paper', isPaper);
    drawCharts();
  };
  addEventListener('beforeprint', onPaper(true));
  addEventListener('afterprint', onPaper(false));
}

function options(x, y, plugins) {
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    interaction: {mode: 'index', intersect: false},
    plugins: {legend: {position: 'bottom', labels: {usePointStyle: true, boxWidth: 8, boxHeight: 8}}, ...plugins},
    scales: {x: {grid: {display: false}, ...x}, y: {beginAtZero: true, ...y}},
  };
}

function axis(text) {
  return {display: true, text};
}

function bars(label, data, colourName) {
  return {label, data, backgroundColor: colour(colourName), maxBarThickness: 36, borderRadius: 2};
}

function scoreChart() {
  const figures = [...KINDS, {metric: 'score', title: 'Edit score'}]
      .map(kind => ({title: kind.title, name: kind.metric + '_generated'}))
      .filter(figure => measured(figure.name));
  const sentence = 'Generated answers, in percent. ' + figures.map(figure => figure.title + ': '
      + number(report.before[figure.name]) + ' before, ' + number(report.after[figure.name]) + ' after').join('; ');
  return chart('score-chart', sentence, () => ({
    type: 'bar',
    data: {
      labels: figures.map(figure => figure.title),
      datasets: [
        bars('before', figures.map(figure => report.before[figure.name]), 'before'),
        bars('after', figures.map(figure => report.after[figure.name]), 'accent'),
      ],
    },
    options: options({}, {max: 100, title: axis('percent, generated')}),
  }));
}

function lossChart() {
  const losses = training.step_losses;
  const perEpoch = losses.length / training.epoch_losses.length;
  // Epochs are equally long unless the last one was cut short; where those before it ended is not known then.
  const ends = Number.isInteger(perEpoch)
      ? training.epoch_losses.map((loss, epoch) => ({x: (epoch + 1) * perEpoch, y: loss})) : [];
  const sentence = 'Loss of ' + count(losses.length, 'step') + ', from ' + precise(losses[0]) + ' to '
      + precise(losses[losses.length - 1]) + ' nats a target token';
  return chart('loss-chart', sentence, () => ({
    type: 'line',
    data: {
      datasets: [
        {label: 'step', data: losses.map((y, step) => ({x: step + 1, y})), borderColor: colour('accent'),
          backgroundColor: colour('accent'), borderWidth: 1.5, pointStyle: 'circle', pointRadius: losses.length < 30 ? 2 : 0},
        ...(ends.length === 0 ? [] : [{label: 'mean of the epoch', data: ends, borderColor: colour('before'),
          backgroundColor: colour('before'), borderWidth: 1.5, borderDash: [5, 4], pointRadius: 3}]),
      ],
    },
    options: {
      ...options(
          {type: 'linear', min: 1, max: Math.max(2, losses.length), title: axis('step'), ticks: {precision: 0}},
          {title: axis('loss, nats a token')},
          {decimation: {enabled: true, algorithm: 'min-max'}, tooltip: {callbacks: {
            title: items => 'Step ' + items[0].parsed.x,
          }}}),
      parsing: false,
      interaction: {mode: 'nearest', axis: 'x', intersect: false},
    },
  }));
}

/** How many texts drifted how far, in bins of equal width that begin at 0. */
function bins(values) {
  const most = Math.max(...values);
  const wanted = Math.min(24, Math.max(5, Math.ceil(2 * Math.sqrt(values.length))));
  const rough = (most || 1) / wanted;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const width = [1, 2, 2.5, 5, 10].map(step => step * magnitude).find(step => step >= rough * 0.999);
  const counts = new Array(Math.floor(most / width) + 1).fill(0);
  values.forEach(value => counts[Math.max(0, Math.floor(value / width))]++);
  return counts.map((texts, bin) => ({label: precise(bin * width) + ' to ' + precise((bin + 1) * width), texts}));
}

function driftChart(values) {
  const all = bins(values);
  const sentence = 'KL divergence of ' + count(values.length, 'text') + ', in nats: ' + all
      .filter(bin => bin.texts > 0).map(bin => bin.label + ': ' + count(bin.texts, 'text')).join('; ');
  return chart('drift-chart', sentence, () => ({
    type: 'bar',
    data: {
      labels: all.map(bin => bin.label),
      datasets: [{...bars('texts', all.map(bin => bin.texts), 'accent'), maxBarThickness: 200,
        categoryPercentage: 1, barPercentage: 0.94}],
    },
    options: options(
        {title: axis('KL divergence, nats a token')},
        {title: axis('texts'), ticks: {precision: 0}},
        {legend: {display: false}}),
  }));
}
