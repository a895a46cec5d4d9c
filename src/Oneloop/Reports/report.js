(() => {
  const table = document.getElementById('all');
  if (!table) return;
  const body = table.tBodies[0], rows = [...body.rows], form = document.getElementById('filter'), status = document.getElementById('shown');
  const text = row => row.cells[0].textContent + ' ' + row.cells[1].textContent;
  const digits = cell => cell.textContent.replace(/\D/g, '').replace(/^0+(?=\d)/, '');
  const compare = (a, b) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
  const by = {
    text: (a, b, i) => a.cells[i].textContent.localeCompare(b.cells[i].textContent),
    digits: (a, b, i) => compare(digits(a.cells[i]), digits(b.cells[i])),
    percent: (a, b) => (a.dataset.p || -1) - (b.dataset.p || -1)
  };
  const show = () => {
    const wanted = form.elements.text.value.toLowerCase(), least = form.elements.least.value;
    let count = 0;
    for (const row of rows) {
      const fits = !least || (least === 'failed' ? 'failed' in row.dataset : +row.dataset.p >= +least);
      row.hidden = !(fits && text(row).toLowerCase().includes(wanted));
      count += !row.hidden;
    }
    status.textContent = `${count.toLocaleString('en')} of ${rows.length.toLocaleString('en')} customers are shown.`;
  };
  [...table.tHead.rows[0].cells].forEach((head, i) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      rows.sort((a, b) => (down ? -1 : 1) * by[head.dataset.by](a, b, i));
      body.append(...rows);
    });
  });
  form.addEventListener('input', show);
  form.addEventListener('submit', event => event.preventDefault());
  form.hidden = false;
  show();
})();
