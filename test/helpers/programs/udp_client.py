"""A client of the course: sends each argument, waits up to 5 s for the answer, prints it."""
import socket
import sys

client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
client.settimeout(5)
for word in sys.argv[3:]:
    client.sendto(word.encode("utf-8"), (sys.argv[1], int(sys.argv[2])))
    try:
        data, address = client.recvfrom(1024)
        print(data.decode("utf-8"), flush=True)
    except socket.timeout:
        print("<timeout>", flush=True)
