use std::fs;
use std::io::{self, BufRead};

const LEAD: &str = include_str!("lead.txt");

fn main() {
    let riddles = fs::read_to_string("data/riddles.txt").expect("riddles are there");
    for line in io::stdin().lock().lines() {
        let number: usize = line.expect("text").trim().parse().unwrap_or(0);
        println!("{} {}", LEAD.trim(), riddles.lines().nth(number).unwrap_or("none"));
    }
}
