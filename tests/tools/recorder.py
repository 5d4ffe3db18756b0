"""A man in the middle: passes HTTP requests on to the program and writes down what was asked and answered."""

import http.client
import http.server
import threading


class Recorder:
    """`with Recorder(port) as recorder:` listens on `recorder.port` and passes everything to `port`."""

    def __init__(self, port):
        record = self.exchanges = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                asked = {name.title(): value for name, value in self.headers.items()}
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
                connection.request(self.command, self.path, headers=asked)
                response = connection.getresponse()
                body = response.read()
                connection.close()
                record.append((self.path, asked, response.status))
                self.send_response_only(response.status)
                for name, value in response.getheaders():
                    if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                        self.send_header(name, value)
                if response.status != 304:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            do_HEAD = do_GET

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def drain(self):
        """What was recorded since the last call: (path, request headers, status)."""
        taken = self.exchanges[:]
        del self.exchanges[: len(taken)]
        return taken
