"""Opens the reports of runs in a browser, and looks whether the page works.

Run as `page.py EXEUNT_FOLDER SOURCE_FOLDER SHOTS_FOLDER`. The pictures are for people: nothing
compares them. Where EXEUNT_AXE names axe-core's axe.min.js, that looks at the page, too.
"""

import json
import os
import subprocess
import sys
import tempfile

from browser import Browser, find_chromium

exeunt = os.path.join(sys.argv[1], "exeunt")
source = sys.argv[2]
shots = sys.argv[3]
failures = []


def expect(is_right, what):
    if not is_right:
        failures.append(what)
        print("FAILED:", what)


def report(folder, *arguments):
    subprocess.run([exeunt, "check", "--quiet", "--reports", folder, *arguments], cwd=source,
                   stdout=subprocess.DEVNULL, check=False)
    return os.path.join(folder, "index.html")


def shoot(browser, name):
    browser.shoot(os.path.join(shots, name + ".png"))


def look_for_errors(browser, name):
    expect(browser.errors == [], f"{name}: {browser.errors}")
    browser.errors = []


def look_at_access(browser, name):
    axe = os.environ.get("EXEUNT_AXE")
    if not axe:
        return
    with open(axe, encoding="utf-8") as script:
        browser.run(script.read() + "; 0")
    found = browser.run("axe.run().then(got => JSON.stringify(got.violations.map(one => "
                        "[one.impact, one.id, one.nodes.length, one.nodes[0].html])))")
    serious = [one for one in json.loads(found) if one[0] in ("serious", "critical")]
    expect(serious == [], f"{name}: axe-core finds {serious}")


def look_at_list(browser, page, count):
    milliseconds = browser.open(page)
    size = os.path.getsize(page)
    print(f"{page}: {count} scenarios, {size:,} bytes, opens in {milliseconds} ms")
    expect(size < 5 << 20, f"{page} is larger than 5 MB")
    expect(browser.run("document.querySelectorAll('.case').length") == count, "all scenarios")
    visible = "document.querySelectorAll('.case:not([hidden])').length"
    browser.press("/")
    browser.type("x6")
    some = browser.run(visible)
    expect(0 < some < count, f"the search leaves {some} of {count}")
    expect(browser.run("document.getElementById('shown').textContent") ==
           f"{some} of {count} shown", "how many are shown")
    browser.press("Escape")
    expect(browser.run(visible) == count, "Escape shows all again")
    browser.run("document.querySelector('.filter.red').click()")
    expect(browser.run("[...document.querySelectorAll('.case:not([hidden])')]"
                       ".every(one => one.dataset.verdict === 'violated')"), "the filter")
    look_for_errors(browser, "the list")


def look_at_schedule(browser, page):
    fragment = "#pool/body-and-exit-fail:1"
    browser.open(page, fragment)
    schedule = f"document.getElementById('{fragment[1:]}').querySelector('.schedule')"
    expect(browser.run(f"{schedule}.closest('details').open"), "the link opens the scenario")
    expect(browser.run(f"{schedule}.getBoundingClientRect().top < innerHeight"),
           "the link leads to the violation")
    now = f"Number({schedule}.querySelector('.now').dataset.event)"
    cursor = f"Number({schedule}.querySelector('.cursor').getAttribute('x'))"
    browser.press("ArrowRight")
    expect(browser.run(now) == 1, "the first event")
    at = browser.run(cursor)
    browser.press("ArrowRight")
    browser.press("ArrowRight")
    browser.press("ArrowLeft")
    expect(browser.run(now) == 2 and browser.run(cursor) == at + 26, "one event to the right")
    expect("vm2 enter begins" in browser.run(f"{schedule}.querySelector('output').textContent"),
           "a screen reader is told the event")
    browser.press("End")
    expect(browser.run(now) == 11, "the last event")
    shoot(browser, "violation")
    browser.open(page, fragment, dark=True)
    shoot(browser, "dark")
    look_at_access(browser, "dark")
    browser.open(page, fragment, width=400)
    expect(browser.run("document.documentElement.scrollWidth") <= 400, "fits into 400 pixels")
    shoot(browser, "narrow")
    expect(browser.print()[:4] == b"%PDF", "it can be printed")
    look_for_errors(browser, "a schedule")


LONG = """scenario: The body's error is lost after ten thousand callbacks
scope: {stack: [{callback: log, times: 10000}]}
body: raises
expect: {outcome: returns}
limits: {steps: 40000}
"""


def look_at_long_one(browser, folder):
    """Ten thousand steps: read window by window."""
    scenario = os.path.join(folder, "long.yaml")
    with open(scenario, "w", encoding="utf-8") as out:
        out.write(LONG)
    page = report(os.path.join(folder, "long"), "--no-snapshots", scenario)
    milliseconds = browser.open(page, "#long:1")
    events = browser.run("Number(document.querySelector('.schedule').dataset.events)")
    shown = browser.run("document.querySelectorAll('.window:not([hidden])').length")
    print(f"{page}: {events} events, {os.path.getsize(page):,} bytes, opens in {milliseconds} ms")
    expect(events > 20000, f"{events} events are long")
    expect(os.path.getsize(page) < 5 << 20, "a long schedule is larger than 5 MB")
    expect(shown == 1, f"{shown} windows are shown")
    browser.press("Home")
    expect(browser.run("document.querySelector('.now').dataset.event") == "1", "its first event")
    shoot(browser, "long")
    look_for_errors(browser, "a long schedule")


def look_at_five_hundred(program, page, folder):
    """In a browser of its own, by its processor time: the machine may be busy."""
    merged = os.path.join(folder, "five hundred")
    subprocess.run([exeunt, "merge", "--quiet", "--reports", merged] + 2 * [os.path.dirname(page)],
                   stdout=subprocess.DEVNULL, check=False)
    page = os.path.join(merged, "index.html")
    browser = Browser(program)
    try:
        milliseconds = browser.open(page)
        seconds = browser.processor_seconds()
        count = browser.run("document.querySelectorAll('.case').length")
        size = os.path.getsize(page)
        print(f"{count} scenarios: {size:,} bytes, opens in {milliseconds} ms, with {seconds} s of "
              "the processor")
        expect(count > 500, f"{count} scenarios are not 500")
        expect(size < 5 << 20, "500 scenarios are larger than 5 MB")
        expect(seconds < 1, f"500 scenarios take {seconds} s of the processor")
    finally:
        browser.close()


def main():
    program = find_chromium()
    if program is None:
        print("skipped: there is no Chromium (Debian's package `chromium`)")
        return 77
    if not os.environ.get("EXEUNT_AXE"):
        print("EXEUNT_AXE is not set: axe-core does not look at the page")
    os.makedirs(shots, exist_ok=True)
    browser = Browser(program)
    with tempfile.TemporaryDirectory() as folder:
        try:
            everything = report(os.path.join(folder, "all"), "scenarios")
            print(f"all scenarios: {browser.open(everything)} ms")
            shoot(browser, "all")
            look_at_access(browser, "all scenarios")
            look_for_errors(browser, "all scenarios")
            look_at_five_hundred(program, everything, folder)
            gather = report(os.path.join(folder, "gather"), "-i", "gather-cm", "scenarios")
            browser.open(gather)
            shoot(browser, "gather")
            look_at_five_hundred(program, gather, folder)
            look_at_list(browser, gather, browser.run("document.querySelectorAll('.case').length"))
            look_at_schedule(browser, gather)
            browser.run("document.querySelectorAll('.case.red').forEach(one => { one.open = true })")
            look_at_access(browser, "gather-cm")
            animal = report(os.path.join(folder, "zoo"), "-i", "zoo/gather-cm", "scenarios/pool")
            browser.open(animal)
            shoot(browser, "zoo")
            look_for_errors(browser, "the zoo")
            conformance = report(os.path.join(folder, "conformance"), "-i", "gather-cm")
            milliseconds = browser.open(conformance)
            count = browser.run("document.querySelectorAll('.case').length")
            print(f"{count} scenarios: {os.path.getsize(conformance):,} bytes, {milliseconds} ms")
            expect(os.path.getsize(conformance) < 5 << 20, "conformance is larger than 5 MB")
            look_for_errors(browser, "conformance")
            look_at_long_one(browser, folder)
        finally:
            browser.close()
    return 1 if failures else 0


sys.exit(main())
