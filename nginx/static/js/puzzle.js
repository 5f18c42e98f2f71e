/* puzzle.js - a worker that solves the login's puzzle. */
