"""How far from its like does one member, source or group lie?"""
