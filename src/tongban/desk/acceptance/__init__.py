"""The special forms of acceptance: gaps, promises, second notices, hand-overs, referral, 代办."""
