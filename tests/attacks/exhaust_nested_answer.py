"""Answers with a list nested a hundred thousand levels deep.

Class: exhaust
Expect: error|failed|crashed: nested|list|exit status|SIGSEGV
Patient: a busy machine takes its time
"""
def total(values):
    answer = []
    for _ in range(100_000):
        answer = [answer]
    return answer
