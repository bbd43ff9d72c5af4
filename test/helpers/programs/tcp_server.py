"""Servers of the course. Modes: once (one client, one answer), stay (one client until it leaves), threads (many clients).
Then what is answered: `echo`, `recu` (Recu: ...) or `message` (Message recu). Prints the port."""
import socket
import sys
import threading

mode, answer = sys.argv[1], sys.argv[2]


def reply(data):
    if answer == "echo":
        return data
    if answer == "recu":
        return ("Recu: " + data.decode("utf-8")).encode("utf-8")
    return "Message recu".encode("utf-8")


def serve(client):
    while True:
        data = client.recv(1024)
        if not data or data.decode("utf-8").strip().upper() == "FIN":
            if data:
                client.send("Au revoir".encode("utf-8"))
            break
        client.send(reply(data))
        if mode == "once":
            break
    client.close()


server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("127.0.0.1", 0))
server.listen(5)
print(server.getsockname()[1], flush=True)
while True:
    connection, address = server.accept()
    if mode == "threads":
        threading.Thread(target=serve, args=(connection,), daemon=True).start()
    else:
        serve(connection)
