"""Pages of requests and payments: public ones, and the desks of those who ask, pay and show proof."""
