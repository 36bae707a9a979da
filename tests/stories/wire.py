"""A network cable that can be pulled: a TCP relay between a PC and the province's server."""
import contextlib
import socket
import threading


class Wire:
    """Relays to `target`. `swallow`: requests arrive, replies do not. `cut`: nothing passes, in either direction."""

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._port = int(self._listener.getsockname()[1])
        self._open: set[socket.socket] = set()
        self._is_cut = False
        self.swallow = False
        self.url = f"http://127.0.0.1:{self._port}"
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """Pull the cable: open connections break, new ones are refused."""
        self._is_cut = True
        self._shut(self._listener)
        for each in list(self._open):
            self._shut(each)

    def mend(self) -> None:
        """Plug it in again."""
        self._is_cut = False
        self._listener = socket.create_server(("127.0.0.1", self._port))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def close(self) -> None:
        """Take the cable away."""
        self.cut()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            try:
                upstream = socket.create_connection(self._target, timeout=5)
            except OSError:
                self._shut(client)
                continue
            upstream.settimeout(None)
            self._open |= {client, upstream}
            threading.Thread(target=self._relay, args=(client, upstream, False), daemon=True).start()
            threading.Thread(target=self._relay, args=(upstream, client, True), daemon=True).start()

    def _relay(self, source: socket.socket, sink: socket.socket, is_reply: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if self._is_cut or (is_reply and self.swallow):
                    break
                sink.sendall(data)
        for each in (source, sink):
            self._open.discard(each)
            self._shut(each)

    @staticmethod
    def _shut(each: socket.socket) -> None:
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()
