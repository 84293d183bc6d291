"""A Chromium without a screen, driven over two pipes: what page.py needs of it."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time


def find_chromium():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if shutil.which(name):
            return shutil.which(name)
    return None


class Browser:
    def __init__(self, program):
        self.folder = tempfile.mkdtemp()
        commands, self.commands = os.pipe()
        self.answers, answers = os.pipe()

        def place():
            # Chromium reads descriptor 3 and writes to 4; take copies out of their way first.
            reader, writer = os.dup(commands), os.dup(answers)
            os.dup2(reader, 3)
            os.dup2(writer, 4)

        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--no-first-run", "--remote-debugging-pipe", "--user-data-dir=" + self.folder],
            stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, close_fds=False,
            preexec_fn=place)
        os.close(commands)
        os.close(answers)
        self.buffer = b""
        self.number = 0
        self.errors = []
        self.events = []
        target = self.ask("Target.createTarget", {"url": "about:blank"})["targetId"]
        self.session = self.ask("Target.attachToTarget",
                                {"targetId": target, "flatten": True})["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(domain + ".enable")

    def close(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def read(self):
        while b"\0" not in self.buffer:
            got = os.read(self.answers, 1 << 16)
            if not got:
                raise RuntimeError("the browser has ended")
            self.buffer += got
        line, self.buffer = self.buffer.split(b"\0", 1)
        message = json.loads(line)
        self.note(message)
        return message

    def note(self, message):
        method, given = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.errors.append(json.dumps(given["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and given["type"] in ("error", "warning"):
            self.errors.append(json.dumps(given["args"]))
        elif method == "Log.entryAdded" and given["entry"]["level"] in ("error", "warning"):
            self.errors.append(given["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            url = given["request"]["url"]
            if not url.startswith(("file:", "about:", "data:")):
                self.errors.append("the page asks the network for " + url)
        elif method:
            self.events.append(method)

    def ask(self, method, given=None):
        self.number += 1
        message = {"id": self.number, "method": method, "params": given or {}}
        if hasattr(self, "session"):
            message["sessionId"] = self.session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(method + ": " + answer["error"]["message"])
                return answer["result"]

    def open(self, path, fragment="", width=1280, dark=False):
        """Opens a file. Returns after how many milliseconds it was there."""
        self.ask("Emulation.setDeviceMetricsOverride",
                 {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})
        self.ask("Emulation.setEmulatedMedia", {"features": [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})
        self.ask("Page.navigate", {"url": "about:blank"})
        self.events = []
        self.ask("Page.navigate", {"url": "file://" + os.path.abspath(path) + fragment})
        deadline = time.monotonic() + 120
        while self.run("location.protocol === 'file:' && document.readyState") != "complete":
            if time.monotonic() > deadline:
                raise RuntimeError(path + " is never there")
        return self.run("Math.round(performance.getEntriesByType('navigation')[0].duration)")

    def processor_seconds(self):
        """What the page's process has taken so far, its start among it."""
        self.ask("Performance.enable")
        metrics = self.ask("Performance.getMetrics")["metrics"]
        return next(one["value"] for one in metrics if one["name"] == "ProcessTime")

    def run(self, script):
        answer = self.ask("Runtime.evaluate", {"expression": script, "returnByValue": True,
                                               "awaitPromise": True})
        if "exceptionDetails" in answer:
            raise RuntimeError(script + ": " + json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def press(self, key):
        for kind in ("keyDown", "keyUp"):
            given = {"type": kind, "key": key, "code": key}
            if len(key) == 1 and kind == "keyDown":
                given["text"] = key
            self.ask("Input.dispatchKeyEvent", given)

    def type(self, text):
        self.ask("Input.insertText", {"text": text})

    def shoot(self, path):
        image = self.ask("Page.captureScreenshot")["data"]
        with open(path, "wb") as out:
            out.write(base64.b64decode(image))

    def print(self):
        return base64.b64decode(self.ask("Page.printToPDF")["data"])
