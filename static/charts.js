/* Draws each figure of the page. The table beneath holds the same numbers; a bar leads to the households behind it. */
(function () {
  'use strict';
  var MONTHS = ['1月', '2月', '3月', '4月', '5月', '6月', '7月', '8月', '9月', '10月', '11月', '12月'];
  var DAYS = ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六'];
  var LOCALE = {
    moduleType: 'locale', name: 'zh-CN',
    dictionary: {
      'Autoscale': '自动缩放', 'Box Select': '框选', 'Lasso Select': '圈选', 'Click to enter X axis title': '', 'Click to enter Y axis title': '',
      'Compare data on hover': '悬停对比', 'Show closest data on hover': '悬停显示最近值', 'Double-click on legend to isolate one trace': '双击图例只看一项',
      'Double-click to zoom back out': '双击还原', 'Download plot': '存为图片', 'Download plot as a PNG': '存为图片', 'Download plot as a png': '存为图片',
      'Pan': '平移', 'Reset': '还原', 'Reset axes': '还原坐标轴', 'Snapshot succeeded': '图片已存', 'Sorry, there was a problem downloading your snapshot!': '图片未能存下，请再试',
      'Taking snapshot - this may take a few seconds': '正在生成图片', 'Toggle Spike Lines': '显示参考线', 'Toggle show closest data on hover': '悬停显示最近值',
      'Turntable rotation': '转台', 'Zoom': '缩放', 'Zoom in': '放大', 'Zoom out': '缩小', 'trace': '系列', 'close': '关闭', 'q1': '下四分位', 'q3': '上四分位', 'max': '最大', 'min': '最小', 'mean': '平均', 'median': '中位'
    },
    format: {
      days: DAYS, shortDays: ['日', '一', '二', '三', '四', '五', '六'], months: MONTHS, shortMonths: MONTHS,
      date: '%Y年%m月%d日', year: '%Y年', month: '%Y年%m月', dayMonth: '%m月%d日', dayMonthYear: '%Y年%m月%d日', dateTime: '%Y年%m月%d日 %H:%M'
    }
  };
  var CONFIG = {
    locale: document.documentElement.lang.slice(0, 2) === 'zh' ? 'zh-CN' : 'en', displaylogo: false, plotlyServerURL: '', showSendToCloud: false, showEditInChartStudio: false,
    modeBarButtonsToRemove: ['sendChartToCloud', 'lasso2d', 'select2d'], responsive: true
  };

  function follow(point) {
    var url = Array.isArray(point.customdata) ? point.customdata[0] : point.customdata;
    if (typeof url === 'string' && url.charAt(0) === '/' && url.charAt(1) !== '/') location.href = url;
  }
  /* The wall screen: ink and lines of the dark tokens in place of the paper ones. */
  function theme(text) {
    var dark = document.body.classList.contains('wall'), css = getComputedStyle(document.body), figure, key;
    function token(name) { return css.getPropertyValue(name).trim(); }
    figure = JSON.parse(dark ? text.replace(/#1c2733/gi, token('--ink')) : text);
    figure.layout = figure.layout || {};
    if (!dark) return figure;
    figure.layout.font = Object.assign({}, figure.layout.font, { color: token('--ink'), size: 16 });
    figure.layout.paper_bgcolor = figure.layout.plot_bgcolor = 'rgba(0,0,0,0)';
    figure.layout.xaxis = figure.layout.xaxis || {}; figure.layout.yaxis = figure.layout.yaxis || {};
    for (key in figure.layout) if (/^[xy]axis/.test(key)) Object.assign(figure.layout[key], { gridcolor: token('--line'), linecolor: token('--line-strong'), zerolinecolor: token('--line-strong') });
    return figure;
  }
  /* plotly.js 4 offers to share the chart with its own server: it must not stand on any page. */
  function unshare(at) {
    Array.prototype.forEach.call(at.querySelectorAll('.modebar-btn'), function (b) {
      var says = (b.getAttribute('data-title') || '') + (b.getAttribute('aria-label') || '') + (b.getAttribute('data-attr') || '');
      if (/share|cloud|chart studio|logo/i.test(says)) b.parentNode.removeChild(b);
    });
  }
  /* On a telephone a long name breaks into lines and the axis beneath has few ticks, so that none lies on another. */
  function wide(text) { return text.replace(/[\x00-\xff]/g, '').length + text.replace(/[^\x00-\xff]/g, '').length * 0.55; }
  function broken(name) {
    var parts = /[\u4e00-\u9fff]/.test(name) ? name.match(/(?:[\w.%–—-]+|.)[、，。；：]*/g) : name.split(/(?= )/), /* no number is cut, no line begins with a comma */
      most = wide(name) / Math.ceil(wide(name) / 10) + 1.4, lines = [''];
    parts.forEach(function (part) {
      var last = lines.length - 1;
      if (wide(lines[last] + part) > most && lines[last]) lines.push(part.trim()); else lines[last] += part;
    });
    return lines.join('<br>');
  }
  function narrow(figure) {
    var x = figure.layout.xaxis || {}, y = figure.layout.yaxis || {}, names = [];
    if (y.type === 'category' && !y.ticktext) {
      figure.data.forEach(function (trace) { (trace.y || []).forEach(function (name) { if (typeof name === 'string' && names.indexOf(name) < 0) names.push(name); }); });
      y.tickmode = 'array'; y.tickvals = names; y.ticktext = names.map(broken);
    }
    if (x.ticktext && x.ticktext.length > 8) x.ticktext = x.ticktext.map(function (text, n) { return n % 2 ? '' : text; });
    figure.layout.height += 20 * figure.data.filter(function (trace) { return figure.layout.showlegend !== false && trace.showlegend !== false; }).length;
    if (x.type === 'category') { if (x.tickangle === 0 && !x.ticktext) x.tickangle = -90; } else if (y.type === 'category') { x.tickangle = 0; if (!x.dtick) x.nticks = 4; }
  }
  function draw(block) {
    var key = block.id.slice(4), at = document.getElementById('chart-' + key), figure;
    if (!at) return;
    figure = theme(block.textContent);
    if (window.innerWidth < 700) narrow(figure);
    window.Plotly.newPlot(at, figure.data, figure.layout, Object.assign({ displayModeBar: window.innerWidth < 700 ? false : 'hover' }, CONFIG)).then(function () {
      unshare(at);
      at.on('plotly_afterplot', function () { unshare(at); });
      at.on('plotly_click', function (e) { if (e.points && e.points.length) follow(e.points[0]); });
      at.style.minHeight = ''; at.classList.add('drawn');
    });
  }
  /* Room for each figure before it is drawn, so that nothing moves. */
  Array.prototype.forEach.call(document.querySelectorAll('.chart-area[data-height]'), function (at) { at.style.minHeight = at.dataset.height + 'px'; });
  function start() {
    var blocks = document.querySelectorAll('script[type="application/json"][id^="fig-"]');
    if (!window.Plotly || !blocks.length) return;
    window.Plotly.register(LOCALE);
    Array.prototype.forEach.call(blocks, draw);
  }
  if (document.readyState === 'complete') start(); else window.addEventListener('load', start);
}());
