"""A name server that knows one name and its IPv4 addresses (names.py LISTEN [NAME ADDRESS...]), and says of every other that it does not exist."""
import socket
import struct
import sys

listen, *known = sys.argv[1:]
name, addresses = (known[0], known[1:]) if known else (None, [])
server = socket.socket(socket.AF_INET6 if ":" in listen else socket.AF_INET, socket.SOCK_DGRAM)
server.bind((listen, 53))
print("ready", flush=True)


def question_of(packet):
    labels, at = [], 12
    while packet[at]:
        labels.append(packet[at + 1 : at + 1 + packet[at]].decode("ascii", "replace"))
        at += 1 + packet[at]
    return ".".join(labels).lower(), struct.unpack("!H", packet[at + 1 : at + 3])[0], packet[12 : at + 5]


while True:
    packet, asker = server.recvfrom(512)
    asked, kind, question = question_of(packet)
    found = addresses if asked == name and kind == 1 else []
    flags = 0x8180 if asked == name else 0x8183
    answers = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + socket.inet_aton(each) for each in found)
    server.sendto(packet[:2] + struct.pack("!HHHHH", flags, 1, len(found), 0, 0) + question + answers, asker)
