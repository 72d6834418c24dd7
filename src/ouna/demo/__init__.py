"""The demo: an invented campaign, built by the real actions from real bank files, and a tour through it.

Everything here is invented; each page, slip and file of it says "Demo: invented, do not pay".
"""
