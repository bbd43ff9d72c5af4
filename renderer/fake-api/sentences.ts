/** What people of a networking course say to each other, in both languages of the app. */
export const sentences = [
  'Tu as vu le message de Sofiane ?',
  'Oui, je teste sur le port 4000.',
  'The listener answers on both families now.',
  'On se retrouve à 14 h en salle B12.',
  'Chez moi ça marche, c’est sûrement ton pare-feu.',
  'Can you send me the capture?',
  'Le paquet part bien, mais rien ne revient.',
  'Merci !',
  'ok',
  'I get ECONNREFUSED, is your server running?',
  'Je relance et je te dis.',
  'Parfait.',
  'C’est l’adresse de la mauvaise interface, essaie 192.168.1.42.',
  'Who else is on the network?',
  'Le débit est remonté à 940 Mbit/s après avoir changé le câble.',
  'Haha, classic.',
  'Je mange et j’arrive.',
  'See https://www.rfc-editor.org/rfc/rfc9293 section 3.10',
  'Pourquoi `SO_REUSEADDR` ici ?',
  'Because the old socket is still in TIME_WAIT.',
  'Ah, je comprends mieux.',
  'Deux octets en big-endian, puis la longueur.',
  'Nice!',
  'On garde ça pour le rapport.',
  'Tu peux me rappeler la commande ?',
  'nc -l 3000',
  'The professor wants a histogram, not just the mean.',
  'J’ai 3 ms de médiane et un pic à 40 ms toutes les dix secondes.',
  'Probably the Wi-Fi scanning.',
  'Bonne idée, je débranche tout et je recommence.',
  'À demain !',
  'Good night.',
  'J’ai ajouté un test pour la ligne sans fin.',
  'Et pour les octets invalides ?',
  'Aussi : ils deviennent U+FFFD.',
]

export const longSentences = [
  'J’ai relu le chapitre sur la fermeture de connexion. En fait le `FIN` ne ferme qu’un sens : l’autre côté peut encore envoyer tout ce qu’il veut, et c’est pour ça que `nc` reste ouvert tant que l’entrée standard n’est pas fermée. Il faut donc traiter `end` et `close` séparément, sinon on perd les derniers octets.',
  'Here is what I found after an hour with Wireshark: the first SYN goes to the IPv6 address, nobody answers, and only 250 ms later the second attempt starts on IPv4. That is exactly the happy-eyeballs delay, so nothing is broken, it is just a router that drops IPv6 silently instead of refusing it.',
]

export const code =
  '```python\nimport socket\n\nwith socket.create_connection(("192.168.1.42", 3000)) as s:\n    s.sendall("bonjour\\n".encode())\n    print(s.recv(4096).decode())\n```'
