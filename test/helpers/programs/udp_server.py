"""A server of the course: answers each datagram with `echo`, `recu` (Recu: ...) or `message` (Message recu). Prints its port."""
import socket
import sys

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
while True:
    data, address = server.recvfrom(65535)
    if sys.argv[1] == "recu":
        data = ("Recu: " + data.decode("utf-8")).encode("utf-8")
    elif sys.argv[1] == "message":
        data = "Message recu".encode("utf-8")
    server.sendto(data, address)
