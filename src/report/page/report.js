/* The page works without this: it only filters, follows links into what is closed, and steps
   through schedules. */
'use strict';
(() => {
    const all = (selector, root = document) => [...root.querySelectorAll(selector)];
    document.documentElement.classList.add('js');

    /* --- search and filter --- */

    const search = document.getElementById('search');
    const shown = document.getElementById('shown');
    const filters = all('.filter');
    const cases = all('.case').map(element => ({
        element,
        verdict: element.dataset.verdict,
        words: (element.querySelector('.label').textContent + ' ' + element.dataset.words)
            .toLowerCase(),
    }));

    function filter() {
        const wanted = filters.filter(one => one.getAttribute('aria-pressed') === 'true')
            .map(one => one.dataset.verdict);
        const words = search.value.toLowerCase().split(/\s+/).filter(word => word !== '');
        let count = 0;
        for (const one of cases) {
            const fits = (wanted.length === 0 || wanted.includes(one.verdict)) &&
                words.every(word => one.words.includes(word));
            one.element.hidden = !fits;
            count += fits ? 1 : 0;
        }
        shown.textContent = count === cases.length ? '' : `${count} of ${cases.length} shown`;
    }
    search.addEventListener('input', filter);
    search.form.addEventListener('submit', event => event.preventDefault());
    for (const one of filters) {
        one.addEventListener('click', () => {
            one.setAttribute('aria-pressed', one.getAttribute('aria-pressed') !== 'true');
            filter();
        });
    }

    /* --- a schedule: one window of events at a time, and a cursor in it --- */

    class Schedule {
        constructor(root) {
            this.root = root;
            this.events = Number(root.dataset.events);
            this.windows = all('.window', root);
            this.at = 0;
            this.bar = document.createElement('div');
            this.bar.className = 'stepper';
            const button = (text, label, go) => {
                const one = document.createElement('button');
                one.type = 'button';
                one.textContent = text;
                one.setAttribute('aria-label', label);
                one.addEventListener('click', go);
                this.bar.append(one);
            };
            button('⇤', 'first event', () => this.go(1));
            button('←', 'event before', () => this.go(this.at - 1));
            button('→', 'next event', () => this.go(this.at + 1));
            button('⇥', 'last event', () => this.go(this.events));
            this.output = document.createElement('output');
            this.output.setAttribute('aria-live', 'polite');
            this.output.textContent = `${this.events} events; step through them with ← and →`;
            this.bar.append(this.output);
            root.prepend(this.bar);
            root.addEventListener('click', event => this.click(event));
            this.show(this.windows[this.windows.length - 1]); /* where it breaks */
        }
        show(window) {
            for (const one of this.windows) {
                one.hidden = one !== window;
            }
        }
        click(event) {
            active = this;
            const item = event.target.closest('[data-event]');
            const svg = event.target.closest('svg.lanes');
            if (item) {
                this.go(Number(item.dataset.event));
            } else if (svg) {
                const x = event.clientX - svg.getBoundingClientRect().left;
                const column = (x - Number(svg.dataset.left)) / Number(svg.dataset.column);
                if (column >= 0) {
                    this.go(Number(svg.dataset.first) + Math.floor(column));
                }
            }
        }
        go(wanted) {
            const event = Math.min(Math.max(wanted, 1), this.events);
            const window = this.windows.find(one => Number(one.dataset.last) >= event);
            this.at = event;
            active = this;
            this.show(window);
            all('.now', this.root).forEach(one => one.classList.remove('now'));
            const item = window.querySelector(`[data-event="${event}"]`);
            item.classList.add('now');
            const list = item.parentElement;
            const above = item.offsetTop - list.offsetTop;
            if (above < list.scrollTop || above > list.scrollTop + list.clientHeight - 40) {
                list.scrollTop = above - list.clientHeight / 2;
            }
            this.output.textContent = `event ${event} of ${this.events}: ` +
                [...item.childNodes].map(node => node.textContent).join(' · ');
            const svg = window.querySelector('svg.lanes');
            if (svg) {
                const x = Number(svg.dataset.left) +
                    (event - Number(svg.dataset.first)) * Number(svg.dataset.column);
                svg.querySelector('.cursor').setAttribute('x', x);
                const scroll = svg.parentElement;
                if (x < scroll.scrollLeft + 250 || x > scroll.scrollLeft + scroll.clientWidth - 60) {
                    scroll.scrollLeft = x - scroll.clientWidth / 2;
                }
            }
        }
    }

    let active = null;
    const schedules = new Map();
    /* What a scenario holds is a text for the browser until it is opened: all of it would be a
       hundred thousand elements. */
    function unfold(one) {
        const packed = one.querySelector('.inside > noscript');
        if (packed) {
            packed.parentElement.innerHTML = packed.textContent;
        }
    }
    function openSchedules(root) {
        unfold(root);
        for (const element of all('.schedule', root)) {
            if (!schedules.has(element)) {
                schedules.set(element, new Schedule(element));
            }
        }
    }
    for (const one of all('.case')) {
        one.addEventListener('toggle', () => {
            if (one.open) {
                openSchedules(one);
                const first = one.querySelector('.schedule');
                active = first ? schedules.get(first) : active;
            }
        });
    }

    /* --- keys --- */

    const moves = {
        ArrowLeft: one => one.at - 1, ArrowRight: one => one.at + 1,
        Home: () => 1, End: one => one.events,
    };
    document.addEventListener('keydown', event => {
        const typing = event.target.closest('input');
        if (event.key === '/' && !typing) {
            search.focus();
            event.preventDefault();
            return;
        }
        if (event.key === 'Escape' && typing) {
            search.value = '';
            filter();
            return;
        }
        const move = moves[event.key];
        const own = event.target.closest('.schedule');
        const schedule = own ? schedules.get(own) : active;
        if (!move || typing || !schedule || event.ctrlKey || event.altKey || event.metaKey) {
            return;
        }
        schedule.go(move(schedule));
        event.preventDefault();
    });

    /* --- links into what is closed, and copies --- */

    function follow() {
        const name = decodeURIComponent(location.hash.slice(1));
        const whole = document.getElementById(name.replace(/:\d+$/, ''));
        if (whole && whole.matches('.case')) {
            unfold(whole);
        }
        const target = document.getElementById(name);
        const one = target && target.closest('.case');
        if (!one) {
            return;
        }
        one.hidden = false;
        one.open = true;
        openSchedules(one);
        const schedule = target.querySelector('.schedule');
        active = schedule ? schedules.get(schedule) : active;
        target.scrollIntoView();
    }
    addEventListener('hashchange', follow);
    follow();

    document.addEventListener('click', event => {
        const button = event.target.closest('.copy');
        if (button && navigator.clipboard) {
            navigator.clipboard.writeText(button.parentElement.querySelector('code').textContent)
                .then(() => { button.textContent = 'copied'; });
        }
        const summary = event.target.closest('.case > summary');
        if (summary) {
            const one = summary.parentElement;
            history.replaceState(null, '', one.open ? '#' : '#' + one.id);
        }
    });

    addEventListener('beforeprint', () => {
        for (const one of all('.case.red')) {
            one.open = true;
            openSchedules(one);
        }
    });
})();
