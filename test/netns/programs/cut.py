"""Accepts, reads something, and cuts the connection with a reset."""
import socket
import struct

server = socket.create_server(("0.0.0.0", 3000))
print("ready", flush=True)
while True:
    client, _ = server.accept()
    client.recv(64)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()
