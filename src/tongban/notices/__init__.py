"""Messages to people (通知): the inbox, e-mail and SMS.

Owned words: a *message* (消息) is what one subject is told once, in words from a *template* (模板);
a *delivery* (投递) is one way it takes: in-app, e-mail or SMS.  Other houses call `services.tell`
inside their own transaction; sending happens later, in jobs, outside of any transaction.
A *staff message* (工作消息) tells one member of staff once what concerns him; it stays on the desk.

Stands on `base`, on the roles of `access`, and on `identity`, which knows the telephone number and
the address of a subject.
"""
