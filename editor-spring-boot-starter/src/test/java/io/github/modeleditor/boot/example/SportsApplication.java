package io.github.modeleditor.boot.example;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application. */
@SpringBootApplication
public class SportsApplication {}
