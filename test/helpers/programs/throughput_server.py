"""Speaks the throughput protocol as its README has it, written from that page alone. Prints its port."""
import os
import socket
import struct
import threading
import time

HELLO = b"PALABRE-THROUGHPUT 1"
tcp = socket.socket()
tcp.bind(("127.0.0.1", 0))
tcp.listen()
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(tcp.getsockname())
print(tcp.getsockname()[1], flush=True)

token = os.urandom(16).hex().encode()
data = []
work = None
lock = threading.Lock()
received = 0


def reflect():
    while True:
        probe, sender = udp.recvfrom(65535)
        if len(probe) < 40 or probe[:5] != b"PLBE\x01":
            continue
        now = time.monotonic_ns()
        udp.sendto(probe[:5] + bytes([probe[5] | 1]) + probe[6:20] + struct.pack("!QQI", now, time.monotonic_ns(), 1) + probe[40:], sender)


def count(sock):
    global received
    try:
        while True:
            received += len(sock.recv(1 << 17)) or exit()
    except OSError:
        pass


def begin(target):
    """A data connection may be heard before or after the line that says what it is for."""
    global work
    with lock:
        work = target
        for sock in data:
            threading.Thread(target=work, args=(sock,), daemon=True).start()


def join(sock):
    with lock:
        data.append(sock)
        if work:
            threading.Thread(target=work, args=(sock,), daemon=True).start()


def cut():
    global work
    work = None
    for sock in data:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sock.close()
    data.clear()


def up(control, ended):
    global received
    received, start, last = 0, time.monotonic(), 0.0
    begin(count)
    while not ended.is_set():
        ended.wait(1)
        now = time.monotonic() - start
        bytes_in, received = received, 0
        control.sendall(f"BIN {last * 1000:.0f} {(now - last) * 1000:.0f} {bytes_in}\n".encode())
        last = now


def down(ended, seconds):
    def fill(sock):
        try:
            while not ended.is_set():
                sock.sendall(bytes(1 << 16))
        except OSError:
            pass

    begin(fill)
    ended.wait(seconds)


def load(control, ended, line):
    control.sendall(b"READY\n")
    if line == b"UP":
        up(control, ended)
    else:
        down(ended, float(line.split()[1]))
    cut()
    control.sendall(b"DONE\n")


def guest(sock):
    lines = sock.makefile("rb", buffering=0)
    first = lines.readline(128).strip()
    if first == b"DATA " + token:
        join(sock)
    elif first == HELLO:
        sock.sendall(HELLO + b" " + token + b"\n")
        ended = threading.Event()
        for line in iter(lambda: lines.readline(128).strip(), b""):
            if line == b"END":
                ended.set()
            else:
                ended = threading.Event()
                threading.Thread(target=load, args=(sock, ended, line), daemon=True).start()
    else:
        sock.close()


threading.Thread(target=reflect, daemon=True).start()
while True:
    accepted, _ = tcp.accept()
    threading.Thread(target=guest, args=(accepted,), daemon=True).start()
