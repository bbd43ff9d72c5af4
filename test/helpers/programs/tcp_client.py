"""A client of the course: says each argument, hears one answer to each, prints it."""
import socket
import sys

client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
client.connect((sys.argv[1], int(sys.argv[2])))
for word in sys.argv[3:]:
    client.send(word.encode("utf-8"))
    print(client.recv(1024).decode("utf-8"), flush=True)
client.close()
