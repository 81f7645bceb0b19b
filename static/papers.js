/* Papers: each file goes by itself, as soon as it is taken or chosen; what failed stays and can be sent again. Without
   this file the form sends all of them at once. */
(function () {
  'use strict';
  var form = document.querySelector('form[data-upload]'), list, said, words, queue = [], busy = false, left = 0;
  if (!form) return;
  list = form.querySelector('.upload-list'); said = form.querySelector('.upload-said'); words = JSON.parse(form.dataset.words);

  function state(item, tone, text) {
    item.li.className = 'u-' + tone; item.said.textContent = text;
    item.again.hidden = tone !== 'again' || !item.file;
  }
  function picture(file, canvas) {
    if (!/^image\//.test(file.type) || !window.createImageBitmap) { canvas.remove(); return; }
    createImageBitmap(file).then(function (map) {
      var side = Math.max(map.width, map.height) / 112;
      canvas.width = map.width / side; canvas.height = map.height / side;
      canvas.getContext('2d').drawImage(map, 0, 0, canvas.width, canvas.height); map.close();
    }).catch(function () { canvas.remove(); });
  }
  function add(file) {
    var li = document.createElement('li'), canvas = document.createElement('canvas'), name = document.createElement('b'),
      text = document.createElement('span'), again = document.createElement('button'), item;
    name.textContent = file.name; again.type = 'button'; again.className = 'btn btn-quiet'; again.textContent = words.again; again.hidden = true;
    li.append(canvas, name, text, again); list.appendChild(li);
    item = { file: file, li: li, said: text, again: again, kind: form.elements.kind.value };
    again.addEventListener('click', function () { queue.push(item); state(item, 'wait', words.waiting); next(); });
    picture(file, canvas);
    if (file.size > form.dataset.largest * 1048576) { state(item, 'red', words.large); tell(); return; }
    state(item, 'wait', words.waiting); queue.push(item);
  }
  function tell() {
    var bad = list.querySelector('.u-red, .u-again');
    said.textContent = bad ? words.some : words.all; said.className = 'upload-said ' + (bad ? 'no' : 'ok');
  }
  function settle() {
    tell();
    fetch(location.href, { credentials: 'same-origin' }).then(function (r) { return r.text(); }).then(function (page) {
      var fresh = new DOMParser().parseFromString(page, 'text/html').querySelectorAll('[data-held], #tabs');
      document.querySelectorAll('[data-held], #tabs').forEach(function (old, n) { if (fresh[n]) old.replaceWith(fresh[n]); });
    }).catch(function () { /* the list is brought up to date the next time the page is opened */ });
  }
  function next() {
    var item, body;
    if (busy) return;
    if (!queue.length) { if (left) { left = 0; settle(); } return; }
    busy = true; left++; item = queue.shift(); said.textContent = ''; state(item, 'wait', words.sending);
    body = new FormData();
    body.append('csrf_token', form.elements.csrf_token.value); body.append('kind', item.kind); body.append('files', item.file);
    fetch(form.action, { method: 'POST', body: body, credentials: 'same-origin', headers: { Accept: 'application/json' } })
      .then(function (r) {
        if (r.status === 401) { state(item, 'again', words.signed_out); return null; }
        if (r.status !== 200 && r.status !== 422) throw new Error(r.status);
        return r.json();
      })
      .then(function (results) { if (results) state(item, results[0].tone, results[0].said); })
      .catch(function () { state(item, 'again', words.cut); })
      .then(function () { busy = false; next(); });
  }
  form.addEventListener('change', function (e) {
    if (e.target.type !== 'file') return;
    Array.prototype.forEach.call(e.target.files, add); e.target.value = ''; next();
  });
  form.addEventListener('submit', function (e) { e.preventDefault(); });
  window.addEventListener('beforeunload', function (e) { if (busy || list.querySelector('.u-again')) { e.preventDefault(); e.returnValue = ''; } });
}());
