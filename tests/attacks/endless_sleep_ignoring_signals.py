"""Sleeps, having told the kernel to ignore every signal that can be ignored.

Class: never finish
Expect: timeout: 4 s
Slow: waits for the time limit
"""
import signal, time

for number in (signal.SIGTERM, signal.SIGALRM, signal.SIGINT, signal.SIGHUP, signal.SIGXCPU):
    signal.signal(number, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))

def halves(x):
    while True:
        time.sleep(3600)
